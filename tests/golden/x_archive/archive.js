window.YTD.account.part0 = [
  {
    "account" : {
      "email" : "nobody@valmont.example",
      "createdVia" : "web",
      "username" : "VilleValmont",
      "accountId" : "300100",
      "createdAt" : "2011-06-23T13:04:14.000Z",
      "accountDisplayName" : "Ville de Valmont"
    }
  }
]
window.__THAR_CONFIG = {
  "userInfo" : {
    "accountId" : "300100",
    "userName" : "VilleValmont",
    "displayName" : "Ville de Valmont"
  },
  "archiveInfo" : {
    "sizeBytes" : "241975",
    "generationDate" : "2026-06-02T02:11:27.525Z",
    "isPartialArchive" : false,
    "maxPartSizeBytes" : "53687091200"
  },
  "dataTypes" : {
    "account" : {
      "files" : [ { "fileName" : "data/account.js", "globalName" : "YTD.account.part0", "count" : "1" } ]
    },
    "tweets" : {
      "mediaDirectory" : "data/tweets_media",
      "files" : [ { "fileName" : "data/tweets.js", "globalName" : "YTD.tweets.part0", "count" : "9" } ]
    }
  }
}
window.YTD.note_tweet.part0 = [
  {
    "noteTweet" : {
      "noteTweetId" : "1922241000000000777",
      "updatedAt" : "2025-05-13T10:30:00.000Z",
      "lifecycle" : { "value" : "2", "name" : "Done", "originalName" : "Done", "annotations" : { } },
      "createdAt" : "2025-05-13T10:30:00.000Z",
      "core" : {
        "styletags" : [ ],
        "urls" : [
          {
            "expandedUrl" : "https://valmont.example/ponts",
            "toIndex" : "330",
            "shortUrl" : "https://t.co/long0000aa",
            "displayUrl" : "valmont.example/ponts",
            "fromIndex" : "307"
          }
        ],
        "text" : "Le pont des Tanneurs ferme mardi pour six semaines. La piste cyclable passe par la rue du Quai ; les autobus 4 et 12 s'arrêtent devant l'église, et la navette relie les deux rives toutes les dix minutes, de six heures à minuit, dimanche compris. Les travaux de nuit finissent à 23 h &amp; le calendrier est ici : https://t.co/long0000aa #Travaux @TransportValmont",
        "mentions" : [ { "screenName" : "TransportValmont", "fromIndex" : "340", "toIndex" : "357" } ],
        "cashtags" : [ ],
        "hashtags" : [ { "text" : "Travaux", "fromIndex" : "331", "toIndex" : "339" } ]
      }
    }
  },
  {
    "noteTweet" : {
      "noteTweetId" : "1922999000000000888",
      "updatedAt" : "2025-05-15T10:30:00.000Z",
      "createdAt" : "2025-05-15T10:30:00.000Z",
      "core" : {
        "styletags" : [ ],
        "urls" : [ ],
        "text" : "A long text whose post is no longer there.",
        "mentions" : [ ],
        "cashtags" : [ ],
        "hashtags" : [ ]
      }
    }
  }
]
window.YTD.tweets.part0 = [
  {
    "tweet" : {
      "edit_info" : {
        "initial" : {
          "editTweetIds" : [
            "1922200000000000001"
          ],
          "editableUntil" : "2025-05-13T08:59:12.000Z",
          "editsRemaining" : "5",
          "isEditEligible" : true
        }
      },
      "retweeted" : false,
      "source" : "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities" : {
        "hashtags" : [ { "text" : "Vélo", "indices" : [ "37", "42" ] } ],
        "symbols" : [ ],
        "user_mentions" : [ ],
        "urls" : [
          {
            "url" : "https://t.co/abc0000001",
            "expanded_url" : "https://valmont.example/velo?a=1&b=2",
            "display_url" : "valmont.example/velo",
            "indices" : [ "43", "66" ]
          }
        ]
      },
      "display_text_range" : [ "0", "66" ],
      "favorite_count" : "12",
      "id_str" : "1922200000000000001",
      "truncated" : false,
      "retweet_count" : "3",
      "id" : "1922200000000000001",
      "possibly_sensitive" : false,
      "created_at" : "Tue May 13 07:59:12 +0000 2025",
      "favorited" : false,
      "full_text" : "La piste du Quai ouvre lundi &amp; reste #Vélo https://t.co/abc0000001",
      "lang" : "fr"
    }
  },
  {
    "tweet" : {
      "retweeted" : false,
      "entities" : {
        "hashtags" : [ ],
        "symbols" : [ ],
        "user_mentions" : [ { "name" : "Marie", "screen_name" : "marie_t", "indices" : [ "0", "8" ], "id_str" : "41", "id" : "41" } ],
        "urls" : [ ]
      },
      "favorite_count" : "1",
      "in_reply_to_status_id_str" : "1922200500000000009",
      "id_str" : "1922201000000000002",
      "in_reply_to_user_id" : "41",
      "truncated" : false,
      "retweet_count" : "0",
      "id" : "1922201000000000002",
      "in_reply_to_status_id" : "1922200500000000009",
      "created_at" : "Tue May 13 08:04:00 +0000 2025",
      "full_text" : "@marie_t Oui, dès sept heures.",
      "lang" : "fr",
      "in_reply_to_screen_name" : "marie_t",
      "in_reply_to_user_id_str" : "41"
    }
  },
  {
    "tweet" : {
      "retweeted" : false,
      "entities" : {
        "hashtags" : [ { "text" : "Foire", "indices" : [ "30", "36" ] } ],
        "symbols" : [ ],
        "user_mentions" : [
          { "name" : "Le Courrier", "screen_name" : "CourrierValmont", "indices" : [ "3", "19" ], "id_str" : "77", "id" : "77" },
          { "name" : "Marie", "screen_name" : "marie_t", "indices" : [ "21", "29" ], "id_str" : "41", "id" : "41" }
        ],
        "urls" : [ ]
      },
      "favorite_count" : "0",
      "id_str" : "1922202000000000003",
      "truncated" : false,
      "retweet_count" : "25",
      "id" : "1922202000000000003",
      "created_at" : "Tue May 13 08:08:00 +0000 2025",
      "full_text" : "RT @CourrierValmont: @marie_t #Foire les words of somebody else, cut here…",
      "lang" : "fr"
    }
  },
  {
    "tweet" : {
      "retweeted" : false,
      "entities" : {
        "hashtags" : [ ],
        "symbols" : [ ],
        "user_mentions" : [ ],
        "urls" : [
          {
            "url" : "https://t.co/abc0000004",
            "expanded_url" : "https://twitter.com/CourrierValmont/status/1922190000000000044?s=20",
            "display_url" : "twitter.com/CourrierValmon…",
            "indices" : [ "16", "39" ]
          }
        ]
      },
      "favorite_count" : "4",
      "id_str" : "1922203000000000004",
      "retweet_count" : "1",
      "id" : "1922203000000000004",
      "created_at" : "Tue May 13 08:12:00 +0000 2025",
      "full_text" : "Bien dit ! https://t.co/abc0000004",
      "lang" : "fr"
    }
  },
  {
    "tweet" : {
      "retweeted" : false,
      "entities" : { "hashtags" : [ ], "symbols" : [ ], "user_mentions" : [ ], "urls" : [ ] },
      "favorite_count" : "9",
      "id_str" : "1922241000000000780",
      "retweet_count" : "2",
      "id" : "1922241000000000780",
      "created_at" : "Tue May 13 10:30:01 +0000 2025",
      "full_text" : "Le pont des Tanneurs ferme mardi pour six semaines. La piste cyclable passe par la rue du Quai ; les autobus 4 et 12 s'arrêtent devant l'église, et la navette relie les deux rives toutes les dix minutes, de six heures à minuit… https://t.co/cut0000000",
      "lang" : "fr"
    }
  },
  {
    "tweet" : {
      "edit_info" : { "initial" : { "editTweetIds" : [ "1922250000000000005", "1922250100000000006" ], "editsRemaining" : "4" } },
      "entities" : { "hashtags" : [ ], "symbols" : [ ], "user_mentions" : [ ], "urls" : [ ] },
      "favorite_count" : "0",
      "id_str" : "1922250000000000005",
      "retweet_count" : "0",
      "created_at" : "Tue May 13 11:00:00 +0000 2025",
      "full_text" : "The first version, with a typpo.",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "edit_info" : {
        "edit" : {
          "initialTweetId" : "1922250000000000005",
          "editControlInitial" : { "editTweetIds" : [ "1922250000000000005", "1922250100000000006" ], "editsRemaining" : "4" }
        }
      },
      "entities" : { "hashtags" : [ ], "symbols" : [ ], "user_mentions" : [ ], "urls" : [ ] },
      "favorite_count" : "2",
      "id_str" : "1922250100000000006",
      "retweet_count" : "0",
      "created_at" : "Tue May 13 11:00:30 +0000 2025",
      "full_text" : "The first version, with a typo gone.",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "id_str" : "1.92225E+18",
      "created_at" : "Tue May 13 11:10:00 +0000 2025",
      "full_text" : "rounded by a spreadsheet"
    }
  },
  {
    "tweet" : {
      "id_str" : "1922260000000000008",
      "created_at" : "13 May",
      "full_text" : "no time"
    }
  },
  {
    "tweet" : {
      "id_str" : "1922260000000000009",
      "favorite_count" : "many",
      "created_at" : "Tue May 13 11:20:00 +0000 2025",
      "full_text" : "a count that is none"
    }
  }
]
window.YTD.community_tweet.part0 = [
  {
    "tweet" : {
      "retweeted" : false,
      "entities" : { "hashtags" : [ ], "symbols" : [ ], "user_mentions" : [ ], "urls" : [ ] },
      "favorite_count" : "10",
      "id_str" : "1922270000000000010",
      "scopes" : { "followers" : false },
      "retweet_count" : "0",
      "id" : "1922270000000000010",
      "community_id" : "1611684946967412736",
      "community_id_str" : "1611684946967412736",
      "created_at" : "Tue May 13 12:00:00 +0000 2025",
      "full_text" : "A post in a community.",
      "lang" : "en"
    }
  }
]
window.YTD.deleted_tweet_headers.part0 = [
  {
    "tweet" : {
      "user_id" : "300100",
      "tweet_id" : "1922280000000000011",
      "created_at" : "Tue May 13 13:00:00 +0000 2025",
      "deleted_at" : "Tue May 13 13:05:00 +0000 2025"
    }
  }
]
