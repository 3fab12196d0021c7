window.__THAR_CONFIG = {
 "userInfo": {
  "accountId": "300100",
  "userName": "VilleValmont",
  "displayName": "Ville de Valmont"
 },
 "archiveInfo": {
  "sizeBytes": "48000",
  "generationDate": "2026-06-02T02:11:27.525Z",
  "isPartialArchive": false,
  "maxPartSizeBytes": "53687091200"
 },
 "dataTypes": {
  "account": {
   "files": [
    {
     "fileName": "data/account.js",
     "globalName": "YTD.account.part0",
     "count": "1"
    }
   ]
  },
  "tweets": {
   "mediaDirectory": "data/tweets_media",
   "files": [
    {
     "fileName": "data/tweets.js",
     "globalName": "YTD.tweets.part0",
     "count": "41"
    }
   ]
  }
 }
}
