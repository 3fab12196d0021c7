window.YTD.tweets.part0 = [
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2060836366840758461"
     ],
     "editableUntil": "2026-05-30T22:30:53.000Z",
     "editsRemaining": "5",
     "isEditEligible": false
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [
     {
      "name": "Dan",
      "screen_name": "dan_o",
      "indices": [
       "0",
       "6"
      ],
      "id_str": "9114",
      "id": "9114"
     }
    ],
    "urls": []
   },
   "display_text_range": [
    "0",
    "36"
   ],
   "favorite_count": "2",
   "in_reply_to_status_id_str": "2059326417400758349",
   "in_reply_to_status_id": "2059326417400758349",
   "in_reply_to_user_id": "9114",
   "in_reply_to_user_id_str": "9114",
   "in_reply_to_screen_name": "dan_o",
   "id_str": "2060836366840758461",
   "truncated": false,
   "retweet_count": "0",
   "id": "2060836366840758461",
   "possibly_sensitive": false,
   "created_at": "Sat May 30 21:30:53 +0000 2026",
   "favorited": false,
   "full_text": "@dan_o Oui, sur le site de la Ville.",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2059662259516346054"
     ],
     "editableUntil": "2026-05-27T16:45:24.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "51"
   ],
   "favorite_count": "24",
   "id_str": "2059662259516346054",
   "truncated": false,
   "retweet_count": "0",
   "id": "2059662259516346054",
   "possibly_sensitive": false,
   "created_at": "Wed May 27 15:45:24 +0000 2026",
   "favorited": false,
   "full_text": "Soirée d'information sur le Quai ce mercredi, 19 h.",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2058545232475065922"
     ],
     "editableUntil": "2026-05-24T14:46:44.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "51"
   ],
   "favorite_count": "21",
   "id_str": "2058545232475065922",
   "truncated": false,
   "retweet_count": "10",
   "id": "2058545232475065922",
   "possibly_sensitive": false,
   "created_at": "Sun May 24 13:46:44 +0000 2026",
   "favorited": false,
   "full_text": "Vaccination : la clinique mobile est au parc jeudi.",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2057459666908086804"
     ],
     "editableUntil": "2026-05-21T14:53:05.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "39"
   ],
   "favorite_count": "19",
   "id_str": "2057459666908086804",
   "truncated": false,
   "retweet_count": "7",
   "id": "2057459666908086804",
   "possibly_sensitive": false,
   "created_at": "Thu May 21 13:53:05 +0000 2026",
   "favorited": false,
   "full_text": "Nouveau : les taxes se paient en ligne.",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2056400508679098009"
     ],
     "editableUntil": "2026-05-18T16:44:22.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "53"
   ],
   "favorite_count": "33",
   "id_str": "2056400508679098009",
   "truncated": false,
   "retweet_count": "9",
   "id": "2056400508679098009",
   "possibly_sensitive": false,
   "created_at": "Mon May 18 15:44:22 +0000 2026",
   "favorited": false,
   "full_text": "Merci aux pompiers de Valmont pour l'exercice d'hier.",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2055706120680377211"
     ],
     "editableUntil": "2026-05-16T18:45:07.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [
     {
      "name": "Le Courrier de Valmont",
      "screen_name": "CourrierValmont",
      "indices": [
       "0",
       "16"
      ],
      "id_str": "8801",
      "id": "8801"
     }
    ],
    "urls": []
   },
   "display_text_range": [
    "0",
    "72"
   ],
   "favorite_count": "0",
   "id_str": "2055706120680377211",
   "truncated": false,
   "retweet_count": "16",
   "id": "2055706120680377211",
   "possibly_sensitive": false,
   "created_at": "Sat May 16 17:45:07 +0000 2026",
   "favorited": false,
   "full_text": "RT @CourrierValmont: La ligne 4 passe par l'église jusqu'à nouvel ordre.",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2055282567279544842"
     ],
     "editableUntil": "2026-05-15T14:42:04.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "56"
   ],
   "favorite_count": "37",
   "id_str": "2055282567279544842",
   "truncated": false,
   "retweet_count": "9",
   "id": "2055282567279544842",
   "possibly_sensitive": false,
   "created_at": "Fri May 15 13:42:04 +0000 2026",
   "favorited": false,
   "full_text": "Le pont des Tanneurs sera fermé la nuit du 12 au 16 mai.",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2055232596341690270"
     ],
     "editableUntil": "2026-05-15T11:23:30.000Z",
     "editsRemaining": "5",
     "isEditEligible": false
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [
     {
      "name": "Rose",
      "screen_name": "rose_m",
      "indices": [
       "0",
       "7"
      ],
      "id_str": "9111",
      "id": "9111"
     }
    ],
    "urls": []
   },
   "display_text_range": [
    "0",
    "36"
   ],
   "favorite_count": "0",
   "in_reply_to_status_id_str": "2055051402408886349",
   "in_reply_to_status_id": "2055051402408886349",
   "in_reply_to_user_id": "9111",
   "in_reply_to_user_id_str": "9111",
   "in_reply_to_screen_name": "rose_m",
   "id_str": "2055232596341690270",
   "truncated": false,
   "retweet_count": "0",
   "id": "2055232596341690270",
   "possibly_sensitive": false,
   "created_at": "Fri May 15 10:23:30 +0000 2026",
   "favorited": false,
   "full_text": "@rose_m Oui, toutes les dix minutes.",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2054936860160953726"
     ],
     "editableUntil": "2026-05-14T15:48:21.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [
     {
      "text": "Vélo",
      "indices": [
       "0",
       "1"
      ]
     }
    ],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "55"
   ],
   "favorite_count": "11",
   "id_str": "2054936860160953726",
   "truncated": false,
   "retweet_count": "7",
   "id": "2054936860160953726",
   "possibly_sensitive": false,
   "created_at": "Thu May 14 14:48:21 +0000 2026",
   "favorited": false,
   "full_text": "La piste du Quai est ouverte d'un bout à l'autre. #Vélo",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2053862208172985697"
     ],
     "editableUntil": "2026-05-11T16:38:04.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "52"
   ],
   "favorite_count": "9",
   "id_str": "2053862208172985697",
   "truncated": false,
   "retweet_count": "8",
   "id": "2053862208172985697",
   "possibly_sensitive": false,
   "created_at": "Mon May 11 15:38:04 +0000 2026",
   "favorited": false,
   "full_text": "Compost gratuit à l'écocentre samedi, de 8 h à 12 h.",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2053854138332087511"
     ],
     "editableUntil": "2026-05-11T16:06:00.000Z",
     "editsRemaining": "5",
     "isEditEligible": false
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "31"
   ],
   "favorite_count": "12",
   "in_reply_to_status_id_str": "2053853383357367715",
   "in_reply_to_status_id": "2053853383357367715",
   "in_reply_to_user_id": "300100",
   "in_reply_to_user_id_str": "300100",
   "in_reply_to_screen_name": "VilleValmont",
   "id_str": "2053854138332087511",
   "truncated": false,
   "retweet_count": "2",
   "id": "2053854138332087511",
   "possibly_sensitive": false,
   "created_at": "Mon May 11 15:06:00 +0000 2026",
   "favorited": false,
   "full_text": "Reste l'éclairage, en juin. 3/3",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2053853383357367715"
     ],
     "editableUntil": "2026-05-11T16:03:00.000Z",
     "editsRemaining": "5",
     "isEditEligible": false
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "53"
   ],
   "favorite_count": "12",
   "in_reply_to_status_id_str": "2053852628382646951",
   "in_reply_to_status_id": "2053852628382646951",
   "in_reply_to_user_id": "300100",
   "in_reply_to_user_id_str": "300100",
   "in_reply_to_screen_name": "VilleValmont",
   "id_str": "2053853383357367715",
   "truncated": false,
   "retweet_count": "2",
   "id": "2053853383357367715",
   "possibly_sensitive": false,
   "created_at": "Mon May 11 15:03:00 +0000 2026",
   "favorited": false,
   "full_text": "La chaussée est refaite jusqu'à la rue du Moulin. 2/3",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2053852628382646951"
     ],
     "editableUntil": "2026-05-11T16:00:00.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "44"
   ],
   "favorite_count": "31",
   "id_str": "2053852628382646951",
   "truncated": false,
   "retweet_count": "9",
   "id": "2053852628382646951",
   "possibly_sensitive": false,
   "created_at": "Mon May 11 15:00:00 +0000 2026",
   "favorited": false,
   "full_text": "Le point sur le Quai, en trois messages. 1/3",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2052809785996217798"
     ],
     "editableUntil": "2026-05-08T18:56:07.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [
     {
      "name": "Le Courrier de Valmont",
      "screen_name": "CourrierValmont",
      "indices": [
       "0",
       "16"
      ],
      "id_str": "8801",
      "id": "8801"
     }
    ],
    "urls": []
   },
   "display_text_range": [
    "0",
    "83"
   ],
   "favorite_count": "0",
   "id_str": "2052809785996217798",
   "truncated": false,
   "retweet_count": "7",
   "id": "2052809785996217798",
   "possibly_sensitive": false,
   "created_at": "Fri May 08 17:56:07 +0000 2026",
   "favorited": false,
   "full_text": "RT @CourrierValmont: Prochaine séance : le point sur le Quai, et ce qu'il en coûte…",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2052803700061113948"
     ],
     "editableUntil": "2026-05-08T18:31:56.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "42"
   ],
   "favorite_count": "23",
   "id_str": "2052803700061113948",
   "truncated": false,
   "retweet_count": "11",
   "id": "2052803700061113948",
   "possibly_sensitive": false,
   "created_at": "Fri May 08 17:31:56 +0000 2026",
   "favorited": false,
   "full_text": "Piscine extérieure : ouverture le 20 juin.",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2052141104886713354"
     ],
     "editableUntil": "2026-05-06T22:39:01.000Z",
     "editsRemaining": "5",
     "isEditEligible": false
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [
     {
      "name": "Clara",
      "screen_name": "clara_d",
      "indices": [
       "0",
       "8"
      ],
      "id_str": "9109",
      "id": "9109"
     }
    ],
    "urls": []
   },
   "display_text_range": [
    "0",
    "28"
   ],
   "favorite_count": "0",
   "in_reply_to_status_id_str": "2052095806403510349",
   "in_reply_to_status_id": "2052095806403510349",
   "in_reply_to_user_id": "9109",
   "in_reply_to_user_id_str": "9109",
   "in_reply_to_screen_name": "clara_d",
   "id_str": "2052141104886713354",
   "truncated": false,
   "retweet_count": "0",
   "id": "2052141104886713354",
   "possibly_sensitive": false,
   "created_at": "Wed May 06 21:39:01 +0000 2026",
   "favorited": false,
   "full_text": "@clara_d Oui, de 22 h à 5 h.",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2051723603866551953"
     ],
     "editableUntil": "2026-05-05T19:00:01.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "295"
   ],
   "favorite_count": "22",
   "id_str": "2051723603866551953",
   "truncated": false,
   "retweet_count": "14",
   "id": "2051723603866551953",
   "possibly_sensitive": false,
   "created_at": "Tue May 05 18:00:01 +0000 2026",
   "favorited": false,
   "full_text": "Le pont des Tanneurs ferme la nuit, du 12 au 16 mai, de 22 h à 5 h. La piste cyclable passe par la rue du Quai ; les autobus 4 et 12 s'arrêtent devant l'église, et la navette relie les deux rives toutes les dix minutes. Le jour, rien ne change : les deux voies restent o… https://t.co/long000001",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2051675830743992731"
     ],
     "editableUntil": "2026-05-05T15:50:11.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "61"
   ],
   "favorite_count": "17",
   "id_str": "2051675830743992731",
   "truncated": false,
   "retweet_count": "1",
   "id": "2051675830743992731",
   "possibly_sensitive": false,
   "created_at": "Tue May 05 14:50:11 +0000 2026",
   "favorited": false,
   "full_text": "La navette circule aussi le dimanche, toutes les dix minutes.",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2051619413160887103"
     ],
     "editableUntil": "2026-05-05T12:06:00.000Z",
     "editsRemaining": "5",
     "isEditEligible": false
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [
     {
      "name": "Vélo Valmont",
      "screen_name": "velo_val",
      "indices": [
       "0",
       "9"
      ],
      "id_str": "9108",
      "id": "9108"
     }
    ],
    "urls": []
   },
   "display_text_range": [
    "0",
    "38"
   ],
   "favorite_count": "0",
   "in_reply_to_status_id_str": "2050562448552886349",
   "in_reply_to_status_id": "2050562448552886349",
   "in_reply_to_user_id": "9108",
   "in_reply_to_user_id_str": "9108",
   "in_reply_to_screen_name": "velo_val",
   "id_str": "2051619413160887103",
   "truncated": false,
   "retweet_count": "0",
   "id": "2051619413160887103",
   "possibly_sensitive": false,
   "created_at": "Tue May 05 11:06:00 +0000 2026",
   "favorited": false,
   "full_text": "@velo_val Le 9 mai, place de l'Église.",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2050971414164407508"
     ],
     "editableUntil": "2026-05-03T17:11:05.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": [
     {
      "url": "https://t.co/quote00002",
      "expanded_url": "https://twitter.com/CourrierValmont/status/2050895916692406281",
      "display_url": "twitter.com/CourrierVa",
      "indices": [
       "0",
       "1"
      ]
     }
    ]
   },
   "display_text_range": [
    "0",
    "42"
   ],
   "favorite_count": "7",
   "id_str": "2050971414164407508",
   "truncated": false,
   "retweet_count": "1",
   "id": "2050971414164407508",
   "possibly_sensitive": false,
   "created_at": "Sun May 03 16:11:05 +0000 2026",
   "favorited": false,
   "full_text": "Bravo à l'équipe ! https://t.co/quote00002",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2050615795905464727"
     ],
     "editableUntil": "2026-05-02T17:37:59.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "62"
   ],
   "favorite_count": "31",
   "id_str": "2050615795905464727",
   "truncated": false,
   "retweet_count": "5",
   "id": "2050615795905464727",
   "possibly_sensitive": false,
   "created_at": "Sat May 02 16:37:59 +0000 2026",
   "favorited": false,
   "full_text": "Fête des voisins le 6 juin : la rue se réserve d'ici vendredi.",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2049853808309177562"
     ],
     "editableUntil": "2026-04-30T15:10:07.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [
     {
      "name": "Transport Valmont",
      "screen_name": "TransportValmont",
      "indices": [
       "0",
       "17"
      ],
      "id_str": "8802",
      "id": "8802"
     }
    ],
    "urls": []
   },
   "display_text_range": [
    "0",
    "73"
   ],
   "favorite_count": "0",
   "id_str": "2049853808309177562",
   "truncated": false,
   "retweet_count": "17",
   "id": "2049853808309177562",
   "possibly_sensitive": false,
   "created_at": "Thu Apr 30 14:10:07 +0000 2026",
   "favorited": false,
   "full_text": "RT @TransportValmont: La ligne 4 passe par l'église jusqu'à nouvel ordre.",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2049537574564792845"
     ],
     "editableUntil": "2026-04-29T18:13:31.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "38"
   ],
   "favorite_count": "36",
   "id_str": "2049537574564792845",
   "truncated": false,
   "retweet_count": "6",
   "id": "2049537574564792845",
   "possibly_sensitive": false,
   "created_at": "Wed Apr 29 17:13:31 +0000 2026",
   "favorited": false,
   "full_text": "Budget 2027 : le sondage est en ligne.",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2048418467148726760"
     ],
     "editableUntil": "2026-04-26T16:06:35.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "49"
   ],
   "favorite_count": "6",
   "id_str": "2048418467148726760",
   "truncated": false,
   "retweet_count": "9",
   "id": "2048418467148726760",
   "possibly_sensitive": false,
   "created_at": "Sun Apr 26 15:06:35 +0000 2026",
   "favorited": false,
   "full_text": "Rappel : stationnement de nuit de nouveau permis.",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2047768337445817881"
     ],
     "editableUntil": "2026-04-24T21:03:12.000Z",
     "editsRemaining": "5",
     "isEditEligible": false
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [
     {
      "name": "Nadia",
      "screen_name": "nadia_p",
      "indices": [
       "0",
       "8"
      ],
      "id_str": "9106",
      "id": "9106"
     }
    ],
    "urls": [
     {
      "url": "https://t.co/camp000001",
      "expanded_url": "https://valmont.example/camp",
      "display_url": "valmont.example/camp",
      "indices": [
       "0",
       "1"
      ]
     }
    ]
   },
   "display_text_range": [
    "0",
    "38"
   ],
   "favorite_count": "0",
   "in_reply_to_status_id_str": "2047753237951414349",
   "in_reply_to_status_id": "2047753237951414349",
   "in_reply_to_user_id": "9106",
   "in_reply_to_user_id_str": "9106",
   "in_reply_to_screen_name": "nadia_p",
   "id_str": "2047768337445817881",
   "truncated": false,
   "retweet_count": "0",
   "id": "2047768337445817881",
   "possibly_sensitive": false,
   "created_at": "Fri Apr 24 20:03:12 +0000 2026",
   "favorited": false,
   "full_text": "@nadia_p Ici : https://t.co/camp000001",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2047373112374199811"
     ],
     "editableUntil": "2026-04-23T18:52:43.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "61"
   ],
   "favorite_count": "13",
   "id_str": "2047373112374199811",
   "truncated": false,
   "retweet_count": "1",
   "id": "2047373112374199811",
   "possibly_sensitive": false,
   "created_at": "Thu Apr 23 17:52:43 +0000 2026",
   "favorited": false,
   "full_text": "La patinoire ferme pour la saison. Merci à toutes et à tous !",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2046988679246778339"
     ],
     "editableUntil": "2026-04-22T17:25:07.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [
     {
      "name": "Le Courrier de Valmont",
      "screen_name": "CourrierValmont",
      "indices": [
       "0",
       "16"
      ],
      "id_str": "8801",
      "id": "8801"
     }
    ],
    "urls": []
   },
   "display_text_range": [
    "0",
    "83"
   ],
   "favorite_count": "0",
   "id_str": "2046988679246778339",
   "truncated": false,
   "retweet_count": "15",
   "id": "2046988679246778339",
   "possibly_sensitive": false,
   "created_at": "Wed Apr 22 16:25:07 +0000 2026",
   "favorited": false,
   "full_text": "RT @CourrierValmont: Prochaine séance : le point sur le Quai, et ce qu'il en coûte…",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2046762262328250216"
     ],
     "editableUntil": "2026-04-22T02:25:25.000Z",
     "editsRemaining": "5",
     "isEditEligible": false
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [
     {
      "name": "Jo",
      "screen_name": "jo_gagnon",
      "indices": [
       "0",
       "10"
      ],
      "id_str": "9105",
      "id": "9105"
     }
    ],
    "urls": []
   },
   "display_text_range": [
    "0",
    "40"
   ],
   "favorite_count": "0",
   "in_reply_to_status_id_str": "2046309277496246349",
   "in_reply_to_status_id": "2046309277496246349",
   "in_reply_to_user_id": "9105",
   "in_reply_to_user_id_str": "9105",
   "in_reply_to_screen_name": "jo_gagnon",
   "id_str": "2046762262328250216",
   "truncated": false,
   "retweet_count": "0",
   "id": "2046762262328250216",
   "possibly_sensitive": false,
   "created_at": "Wed Apr 22 01:25:25 +0000 2026",
   "favorited": false,
   "full_text": "@jo_gagnon Merci, l'équipe passe demain.",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2046259990229944799"
     ],
     "editableUntil": "2026-04-20T17:09:34.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": [
     {
      "url": "https://t.co/camp000001",
      "expanded_url": "https://valmont.example/camp",
      "display_url": "valmont.example/camp",
      "indices": [
       "0",
       "1"
      ]
     }
    ]
   },
   "display_text_range": [
    "0",
    "63"
   ],
   "favorite_count": "9",
   "id_str": "2046259990229944799",
   "truncated": false,
   "retweet_count": "9",
   "id": "2046259990229944799",
   "possibly_sensitive": false,
   "created_at": "Mon Apr 20 16:09:34 +0000 2026",
   "favorited": false,
   "full_text": "Inscriptions au camp de jour ouvertes : https://t.co/camp000001",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2045128652223416644"
     ],
     "editableUntil": "2026-04-17T14:14:02.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "44"
   ],
   "favorite_count": "37",
   "id_str": "2045128652223416644",
   "truncated": false,
   "retweet_count": "2",
   "id": "2045128652223416644",
   "possibly_sensitive": false,
   "created_at": "Fri Apr 17 13:14:02 +0000 2026",
   "favorited": false,
   "full_text": "Le marché revient samedi, place de l'Église.",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2044123676013497521"
     ],
     "editableUntil": "2026-04-14T19:40:37.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "44"
   ],
   "favorite_count": "5",
   "id_str": "2044123676013497521",
   "truncated": false,
   "retweet_count": "9",
   "id": "2044123676013497521",
   "possibly_sensitive": false,
   "created_at": "Tue Apr 14 18:40:37 +0000 2026",
   "favorited": false,
   "full_text": "Avis d'ébullition levé dans le secteur Nord.",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2044041257939895331"
     ],
     "editableUntil": "2026-04-14T14:13:07.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [
     {
      "name": "Le Courrier de Valmont",
      "screen_name": "CourrierValmont",
      "indices": [
       "0",
       "16"
      ],
      "id_str": "8801",
      "id": "8801"
     }
    ],
    "urls": []
   },
   "display_text_range": [
    "0",
    "72"
   ],
   "favorite_count": "0",
   "id_str": "2044041257939895331",
   "truncated": false,
   "retweet_count": "12",
   "id": "2044041257939895331",
   "possibly_sensitive": false,
   "created_at": "Tue Apr 14 13:13:07 +0000 2026",
   "favorited": false,
   "full_text": "RT @CourrierValmont: La ligne 4 passe par l'église jusqu'à nouvel ordre.",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2043723656852409388"
     ],
     "editableUntil": "2026-04-13T17:11:05.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": [
     {
      "url": "https://t.co/quote00001",
      "expanded_url": "https://twitter.com/CourrierValmont/status/2043648159380406281",
      "display_url": "twitter.com/CourrierVa",
      "indices": [
       "0",
       "1"
      ]
     }
    ]
   },
   "display_text_range": [
    "0",
    "31"
   ],
   "favorite_count": "14",
   "id_str": "2043723656852409388",
   "truncated": false,
   "retweet_count": "1",
   "id": "2043723656852409388",
   "possibly_sensitive": false,
   "created_at": "Mon Apr 13 16:11:05 +0000 2026",
   "favorited": false,
   "full_text": "À lire. https://t.co/quote00001",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2043533717795766714"
     ],
     "editableUntil": "2026-04-13T04:36:20.000Z",
     "editsRemaining": "5",
     "isEditEligible": false
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [
     {
      "name": "Amélie",
      "screen_name": "amelie_r",
      "indices": [
       "0",
       "9"
      ],
      "id_str": "9103",
      "id": "9103"
     }
    ],
    "urls": []
   },
   "display_text_range": [
    "0",
    "52"
   ],
   "favorite_count": "2",
   "in_reply_to_status_id_str": "2043458220323766349",
   "in_reply_to_status_id": "2043458220323766349",
   "in_reply_to_user_id": "9103",
   "in_reply_to_user_id_str": "9103",
   "in_reply_to_screen_name": "amelie_r",
   "id_str": "2043533717795766714",
   "truncated": false,
   "retweet_count": "0",
   "id": "2043533717795766714",
   "possibly_sensitive": false,
   "created_at": "Mon Apr 13 03:36:20 +0000 2026",
   "favorited": false,
   "full_text": "@amelie_r Jusqu'au 20 mai : les jeux sont remplacés.",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2043017998758840100"
     ],
     "editableUntil": "2026-04-11T18:27:03.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "63"
   ],
   "favorite_count": "38",
   "id_str": "2043017998758840100",
   "truncated": false,
   "retweet_count": "1",
   "id": "2043017998758840100",
   "possibly_sensitive": false,
   "created_at": "Sat Apr 11 17:27:03 +0000 2026",
   "favorited": false,
   "full_text": "Travaux rue du Moulin : une voie par sens, de lundi à vendredi.",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2042230547542969296"
     ],
     "editableUntil": "2026-04-09T14:18:00.000Z",
     "editsRemaining": "5",
     "isEditEligible": false
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [
     {
      "name": "Marie",
      "screen_name": "marie_t",
      "indices": [
       "0",
       "8"
      ],
      "id_str": "9102",
      "id": "9102"
     }
    ],
    "urls": []
   },
   "display_text_range": [
    "0",
    "30"
   ],
   "favorite_count": "1",
   "in_reply_to_status_id_str": "2041928557654966349",
   "in_reply_to_status_id": "2041928557654966349",
   "in_reply_to_user_id": "9102",
   "in_reply_to_user_id_str": "9102",
   "in_reply_to_screen_name": "marie_t",
   "id_str": "2042230547542969296",
   "truncated": false,
   "retweet_count": "0",
   "id": "2042230547542969296",
   "possibly_sensitive": false,
   "created_at": "Thu Apr 09 13:18:00 +0000 2026",
   "favorited": false,
   "full_text": "@marie_t Le mardi, avant midi.",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2041870533653431015"
     ],
     "editableUntil": "2026-04-08T14:27:26.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "52"
   ],
   "favorite_count": "6",
   "id_str": "2041870533653431015",
   "truncated": false,
   "retweet_count": "3",
   "id": "2041870533653431015",
   "possibly_sensitive": false,
   "created_at": "Wed Apr 08 13:27:26 +0000 2026",
   "favorited": false,
   "full_text": "Conseil municipal ce soir, 19 h, à l'hôtel de ville.",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2041216897512378316"
     ],
     "editableUntil": "2026-04-06T19:10:07.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [
     {
      "name": "Transport Valmont",
      "screen_name": "TransportValmont",
      "indices": [
       "0",
       "17"
      ],
      "id_str": "8802",
      "id": "8802"
     }
    ],
    "urls": []
   },
   "display_text_range": [
    "0",
    "84"
   ],
   "favorite_count": "0",
   "id_str": "2041216897512378316",
   "truncated": false,
   "retweet_count": "6",
   "id": "2041216897512378316",
   "possibly_sensitive": false,
   "created_at": "Mon Apr 06 18:10:07 +0000 2026",
   "favorited": false,
   "full_text": "RT @TransportValmont: Prochaine séance : le point sur le Quai, et ce qu'il en coûte…",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2040815989158838579"
     ],
     "editableUntil": "2026-04-05T16:37:03.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "49"
   ],
   "favorite_count": "34",
   "id_str": "2040815989158838579",
   "truncated": false,
   "retweet_count": "3",
   "id": "2040815989158838579",
   "possibly_sensitive": false,
   "created_at": "Sun Apr 05 15:37:03 +0000 2026",
   "favorited": false,
   "full_text": "La bibliothèque prolonge ses heures jusqu'à 21 h.",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2040500204204983765"
     ],
     "editableUntil": "2026-04-04T19:42:14.000Z",
     "editsRemaining": "5",
     "isEditEligible": false
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [
     {
      "name": "Luc",
      "screen_name": "luc_b",
      "indices": [
       "0",
       "6"
      ],
      "id_str": "9101",
      "id": "9101"
     }
    ],
    "urls": []
   },
   "display_text_range": [
    "0",
    "47"
   ],
   "favorite_count": "1",
   "in_reply_to_status_id_str": "2040470005216182349",
   "in_reply_to_status_id": "2040470005216182349",
   "in_reply_to_user_id": "9101",
   "in_reply_to_user_id_str": "9101",
   "in_reply_to_screen_name": "luc_b",
   "id_str": "2040500204204983765",
   "truncated": false,
   "retweet_count": "0",
   "id": "2040500204204983765",
   "possibly_sensitive": false,
   "created_at": "Sat Apr 04 18:42:14 +0000 2026",
   "favorited": false,
   "full_text": "@luc_b Oui, de sept heures à la tombée du jour.",
   "lang": "fr"
  }
 },
 {
  "tweet": {
   "edit_info": {
    "initial": {
     "editTweetIds": [
      "2039721871406007043"
     ],
     "editableUntil": "2026-04-02T16:09:25.000Z",
     "editsRemaining": "5",
     "isEditEligible": true
    }
   },
   "retweeted": false,
   "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
   "entities": {
    "hashtags": [],
    "symbols": [],
    "user_mentions": [],
    "urls": []
   },
   "display_text_range": [
    "0",
    "60"
   ],
   "favorite_count": "5",
   "id_str": "2039721871406007043",
   "truncated": false,
   "retweet_count": "1",
   "id": "2039721871406007043",
   "possibly_sensitive": false,
   "created_at": "Thu Apr 02 15:09:25 +0000 2026",
   "favorited": false,
   "full_text": "Collecte des branches cette semaine : déposez-les avant 7 h.",
   "lang": "fr"
  }
 }
]
