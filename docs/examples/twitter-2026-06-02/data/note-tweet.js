window.YTD.note_tweet.part0 = [
 {
  "noteTweet": {
   "noteTweetId": "2051723599336701955",
   "updatedAt": "2026-05-05T18:00:01.000Z",
   "lifecycle": {
    "value": "2",
    "name": "Done",
    "originalName": "Done",
    "annotations": {}
   },
   "createdAt": "2026-05-05T18:00:01.000Z",
   "core": {
    "styletags": [],
    "urls": [],
    "text": "Le pont des Tanneurs ferme la nuit, du 12 au 16 mai, de 22 h à 5 h. La piste cyclable passe par la rue du Quai ; les autobus 4 et 12 s'arrêtent devant l'église, et la navette relie les deux rives toutes les dix minutes. Le jour, rien ne change : les deux voies restent ouvertes, et le trottoir aussi. Merci de votre patience.",
    "mentions": [],
    "cashtags": [],
    "hashtags": []
   }
  }
 }
]
