window.YTD.account.part0 = [
 {
  "account": {
   "email": "nobody@valmont.example",
   "createdVia": "web",
   "username": "VilleValmont",
   "accountId": "300100",
   "createdAt": "2011-06-23T13:04:14.000Z",
   "accountDisplayName": "Ville de Valmont"
  }
 }
]
