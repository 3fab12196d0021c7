window.YTD.deleted_tweet_headers.part0 = [
 {
  "tweet": {
   "user_id": "300100",
   "tweet_id": "2060707798840246277",
   "created_at": "Sat May 30 13:00:00 +0000 2026",
   "deleted_at": "Sat May 30 14:00:00 +0000 2026"
  }
 }
]
