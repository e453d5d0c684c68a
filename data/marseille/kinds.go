package marseille

// kind is a sort of made-up place: how many there are, and what they say.
type kind struct {
	category string
	count    int
	names    []string // each takes an emblem: "La Table %s"
	about    string
	also     string   // a further category that one in three has
	publics  []string // audiences, one of them or, where empty, none
	ways     []string // modalities
	hours    []string // OSM opening_hours, one of them
}

// kinds holds every category but the confidential one and those that only go around.
var kinds = []kind{
	// eat
	{"meal", 20, []string{"La Table %s", "La Marmite %s", "La Soupe %s"}, "Un repas chaud servi à table, sans question. On peut venir seul ou en famille.", "food_parcel", []string{"", "everyone", "homeless"}, []string{"unconditional", "free"}, []string{"Mo-Fr 11:30-13:30", "Mo-Su 12:00-14:00", "Mo-Sa 18:30-20:30; PH off", "Tu-Su 19:00-21:00"}},
	{"food_parcel", 21, []string{"Le Panier %s", "Le Colis %s", "Le Cabas %s"}, "Colis de produits secs et frais pour la semaine. Apporter un sac.", "hygiene_products", []string{"low_income", "families", ""}, []string{"registration", "free"}, []string{"We 14:00-17:00", "Tu,Th 09:30-12:00", "Fr 13:30-16:30; SH off", "Th[1],Th[3] 14:00-17:30"}},
	{"solidarity_grocery", 10, []string{"L’Épicerie %s", "Le Comptoir %s"}, "Épicerie où l’on choisit ses produits à petit prix, avec un café pour parler.", "budget", []string{"low_income", "students"}, []string{"referral", "paid"}, []string{"Tu-Fr 10:00-12:30,14:00-17:00", "Mo,We,Fr 14:00-18:00; Aug off"}},
	{"solidarity_restaurant", 6, []string{"La Cantine %s", "La Grande Table %s"}, "Restaurant de quartier : chacun paie ce qu’il peut.", "community_centre", []string{"everyone"}, []string{"paid", "wheelchair"}, []string{"Mo-Fr 12:00-14:30", "Tu-Sa 12:00-14:30,19:30-22:00"}},
	{"drinking_water", 20, []string{"Fontaine %s", "Point d’eau %s"}, "Eau potable, en accès libre.", "", []string{""}, []string{"unconditional", "free"}, []string{"24/7", "24/7", "sunrise-sunset"}},
	{"food_sharing", 8, []string{"Le Frigo %s", "Le Garde-manger %s"}, "Frigo partagé dans la rue : on prend, on donne.", "giving_box", []string{"everyone"}, []string{"unconditional", "free"}, []string{"24/7", "Mo-Su 08:00-20:00"}},
	// sleep
	{"night_shelter", 7, []string{"La Halte de nuit %s", "L’Abri %s"}, "Lits pour la nuit. La demande passe par le 115, appel gratuit.", "", []string{"homeless", "men", "women", "families"}, []string{"referral", "free", "heated"}, []string{"Mo-Su 18:00-08:30", "Nov-Mar Mo-Su 17:30-09:00"}},
	{"day_centre", 12, []string{"La Maison %s", "L’Escale %s"}, "Un lieu au calme pour se poser, boire un café, recharger son téléphone et rencontrer quelqu’un qui écoute.", "luggage", []string{"homeless", "women", "everyone"}, []string{"unconditional", "free", "animals"}, []string{"Mo-Fr 08:30-16:30", "Mo-Sa 09:00-12:00,13:30-17:00", "Mo-Fr 07:30-12:30; Sa,Su 09:00-12:00"}},
	{"supported_housing", 5, []string{"La Pension %s", "La Résidence %s"}, "Petits logements avec une équipe présente le jour.", "social_work", []string{"isolated", "low_income"}, []string{"referral"}, []string{"Mo-Fr 09:00-17:00"}},
	{"housing_help", 9, []string{"L’Atelier logement %s", "Le Relais logement %s"}, "Aide pour chercher un logement, répondre à un bailleur, éviter une expulsion.", "legal_help", []string{"", "low_income"}, []string{"appointment", "free"}, []string{"Mo-Th 09:00-12:00,14:00-17:00", "Mo,Tu,Th 09:30-12:30 || \"sur rendez-vous\""}},
	{"cool_place", 10, []string{"La Salle fraîche %s", "Le Préau %s"}, "Salle rafraîchie et eau fraîche pendant les fortes chaleurs.", "drinking_water", []string{"everyone", "seniors"}, []string{"unconditional", "free", "air_conditioned"}, []string{"Jun-Sep Mo-Su 12:00-20:00", "Jul-Aug Mo-Fr 10:00-19:00"}},
	{"luggage", 5, []string{"La Bagagerie %s", "Les Casiers %s"}, "Casiers fermés pour laisser ses affaires la journée ou plus longtemps.", "shower", []string{"homeless"}, []string{"registration", "free"}, []string{"Mo-Su 08:00-10:00,17:00-19:00", "Mo-Sa 07:30-19:30"}},
	// wash
	{"shower", 12, []string{"Les Douches %s", "Les Bains %s"}, "Douches chaudes, serviette et savon prêtés.", "toilets", []string{"everyone", "women", "homeless"}, []string{"unconditional", "free", "wheelchair_limited"}, []string{"Mo-Sa 08:00-12:00", "Mo-Fr 08:00-17:00; Sa,Su 09:00-12:00", "Mo,We,Fr 13:30-17:30"}},
	{"toilets", 16, []string{"Toilettes %s", "Sanitaires %s"}, "Toilettes publiques gratuites.", "drinking_water", []string{""}, []string{"unconditional", "free", "wheelchair"}, []string{"24/7", "Mo-Su 07:00-22:00", "Apr-Sep 07:00-22:00; Oct-Mar 08:00-19:00"}},
	{"laundry", 7, []string{"La Buanderie %s", "Le Lavoir %s"}, "Machines à laver et séchoirs, lessive fournie.", "clothing", []string{"", "low_income"}, []string{"registration", "free"}, []string{"Mo-Fr 09:00-16:00", "Tu,Th,Sa 09:00-12:00"}},
	{"hygiene_products", 7, []string{"La Trousse %s", "Le Savon %s"}, "Savon, couches, protections périodiques : on prend ce qu’il faut.", "clothing", []string{"women", "families", ""}, []string{"unconditional", "free"}, []string{"We,Sa 10:00-12:00", "Mo-Fr 13:30-16:30"}},
	// health
	{"clinic", 9, []string{"Le Dispensaire %s", "La Maison de santé %s"}, "Médecin et infirmière, sans avance de frais. On aide aussi à ouvrir ses droits.", "mother_child", []string{"everyone", "undocumented"}, []string{"free", "wheelchair"}, []string{"Mo-Fr 09:00-12:30,14:00-17:00", "Mo,We,Fr 08:30-12:00; PH off"}},
	{"mental_health", 6, []string{"L’Accueil psy %s", "La Pause %s"}, "Entretiens gratuits avec une psychologue. La première visite est sans rendez-vous.", "listening", []string{"everyone", "youth", "mental_health"}, []string{"appointment", "free"}, []string{"Mo-Fr 09:30-17:30", "Tu-Th 13:00-19:00"}},
	{"addiction", 5, []string{"L’Appui %s", "Le Point relais %s"}, "Écoute, matériel propre et soins, sans jugement.", "clinic", []string{"addiction"}, []string{"unconditional", "free", "animals"}, []string{"Mo-Fr 13:00-18:00", "Mo-Sa 10:00-13:00,14:00-17:00"}},
	{"sexual_health", 5, []string{"Le Centre de santé sexuelle %s", "L’Entretien %s"}, "Contraception, dépistage, conseil. Gratuit et confidentiel.", "clinic", []string{"youth", "women", "lgbt"}, []string{"appointment", "free"}, []string{"Mo-Fr 09:00-17:00", "We 13:00-18:00; Sa 09:00-12:00"}},
	{"mother_child", 8, []string{"La Maison des petits %s", "Le Berceau %s"}, "Pesée, vaccins et conseils pour les enfants jusqu’à 6 ans et pour les femmes enceintes.", "childcare", []string{"families", "pregnant"}, []string{"appointment", "free"}, []string{"Mo-Fr 08:30-12:00,13:30-16:30", "Tu,Fr 09:00-12:00"}},
	{"disability", 5, []string{"L’Atelier autonomie %s", "Le Relais handicap %s"}, "Aide aux dossiers, prêt de matériel et rencontres.", "mobility", []string{"disabled"}, []string{"appointment", "wheelchair"}, []string{"Mo-Fr 09:00-12:00,14:00-16:30"}},
	// talk
	{"public_services", 12, []string{"Le Guichet %s", "Le Point services %s"}, "Aide pour les démarches : papiers, allocations, impôts, retraite. Un ordinateur est à disposition.", "digital_help", []string{"everyone"}, []string{"free", "wheelchair"}, []string{"Mo-Fr 09:00-12:30,13:30-17:00", "Mo 13:30-17:00; Tu-Fr 09:00-12:00,13:30-17:00; Sa[1] 09:00-12:00"}},
	{"social_work", 11, []string{"La Permanence sociale %s", "L’Accueil social %s"}, "Une assistante sociale fait le point avec vous et vous oriente.", "mailing_address", []string{"", "homeless", "families"}, []string{"appointment", "free"}, []string{"Mo-Th 09:00-12:00", "Mo-Fr 14:00-17:00"}},
	{"listening", 7, []string{"L’Oreille %s", "Le Banc %s"}, "Quelqu’un pour parler, en personne ou au téléphone.", "activities", []string{"everyone", "isolated"}, []string{"unconditional", "free", "remote"}, []string{"Mo-Sa 14:00-19:00", "Mo-Su 18:00-22:00"}},
	{"legal_help", 8, []string{"La Permanence du droit %s", "Le Conseil %s"}, "Juristes bénévoles : logement, travail, famille, séjour.", "migrants", []string{"", "undocumented"}, []string{"appointment", "free", "documents"}, []string{"Tu 17:00-19:30", "Mo,Th 14:00-17:30; Aug off"}},
	{"mailing_address", 6, []string{"La Boîte aux lettres %s", "La Poste restante %s"}, "Une adresse pour recevoir son courrier et ouvrir ses droits.", "social_work", []string{"homeless"}, []string{"appointment", "free"}, []string{"Mo-Fr 09:00-11:30", "Mo,We,Fr 13:30-16:30"}},
	{"migrants", 7, []string{"L’Accueil %s", "La Passerelle %s"}, "Accueil des personnes exilées : asile, papiers, orientation, interprètes.", "french_lessons", []string{"asylum_seekers", "refugees", "undocumented"}, []string{"unconditional", "free"}, []string{"Mo-Fr 09:00-12:30", "Tu,Th 13:30-17:30"}},
	{"violence_help", 4, []string{"L’Écoute %s", "La Maison des femmes %s"}, "Écoute et aide aux victimes de violences. Vous décidez de la suite. En danger : appelez le 17 ou le 114 par SMS.", "legal_help", []string{"violence_victims", "women"}, []string{"unconditional", "free"}, []string{"Mo-Fr 09:30-17:00"}},
	{"budget", 5, []string{"Le Point budget %s", "L’Atelier budget %s"}, "Comprendre une facture, faire un plan, éviter les dettes.", "digital_help", []string{"low_income"}, []string{"appointment", "free"}, []string{"Mo,Tu,Th 09:00-12:00", "\"sur rendez-vous\""}},
	{"digital_help", 10, []string{"L’Espace numérique %s", "La Prise %s"}, "Ordinateurs, wifi, prises pour recharger, aide aux démarches en ligne.", "public_services", []string{"everyone", "seniors"}, []string{"free", "wheelchair"}, []string{"Mo-Fr 10:00-18:00", "Tu-Sa 10:00-12:30,14:00-18:30"}},
	// clothes
	{"clothing", 13, []string{"Le Vestiaire %s", "La Penderie %s"}, "Vêtements et chaussures pour tous les âges, gratuits ou à tout petit prix.", "equipment", []string{"everyone", "families", "women"}, []string{"free"}, []string{"Mo,We 14:00-17:00", "Sa 09:30-12:30", "Tu,Fr 09:00-12:00; Jul-Aug off"}},
	{"equipment", 8, []string{"La Ressourcerie %s", "Le Grenier %s"}, "Meubles, vaisselle et électroménager d’occasion.", "repair", []string{"", "low_income"}, []string{"paid"}, []string{"We-Sa 10:00-18:00", "Tu-Sa 14:00-18:30"}},
	{"giving_box", 10, []string{"La Boîte à dons %s", "L’Armoire à dons %s"}, "On dépose ce qui peut servir, on prend ce qui sert.", "reading", []string{""}, []string{"unconditional", "free"}, []string{"24/7", "Mo-Su 08:00-20:00"}},
	{"repair", 7, []string{"Le Café bricole %s", "L’Établi %s"}, "On répare ensemble : vélos, vêtements, petit électroménager.", "mobility", []string{"everyone"}, []string{"free"}, []string{"We[1] 17:00-20:00", "Sa 14:00+", "Th 16:00-20:00"}},
	// work
	{"job_help", 9, []string{"Le Tremplin %s", "L’Atelier emploi %s"}, "CV, lettre, entretien, offres du quartier.", "training", []string{"job_seekers", "youth"}, []string{"free"}, []string{"Mo-Th 09:00-12:00,14:00-17:00", "Mo-Fr 09:00-12:00"}},
	{"training", 6, []string{"L’École %s", "La Fabrique %s"}, "Formations courtes et gratuites : cuisine, bâtiment, soin, numérique.", "job_help", []string{"job_seekers", "youth"}, []string{"registration", "free"}, []string{"Mo-Fr 08:30-16:30; SH off"}},
	{"french_lessons", 10, []string{"Les Mots %s", "L’Abécédaire %s"}, "Cours de français pour débutants, en petits groupes. Les enfants peuvent venir.", "reading", []string{"everyone", "refugees", "women"}, []string{"registration", "free"}, []string{"Mo,We,Fr 09:30-11:30; SH off", "Tu,Th 18:00-20:00; SH off"}},
	{"childcare", 5, []string{"Le Nid %s", "La Ronde %s"}, "Garde de quelques heures pendant un rendez-vous ou une formation.", "mother_child", []string{"families"}, []string{"appointment"}, []string{"Mo-Fr 08:00-18:00; Aug off"}},
	{"mobility", 6, []string{"La Roue %s", "L’Atelier vélo %s"}, "Prêt et réparation de vélos, conseil pour les transports et le permis.", "repair", []string{"job_seekers", ""}, []string{"paid"}, []string{"Tu-Sa 10:00-13:00,14:00-18:00"}},
	// together
	{"community_centre", 12, []string{"Le Centre social %s", "La Place %s"}, "Ateliers, fêtes, sorties, aide aux devoirs : la maison de tous les âges.", "activities", []string{"residents", "families", "everyone"}, []string{"free", "wheelchair"}, []string{"Mo-Fr 09:00-12:00,14:00-18:30", "Mo-Sa 09:00-19:00; SH Mo-Fr 09:00-17:00"}},
	{"activities", 9, []string{"Le Club %s", "La Scène %s"}, "Sport, chant, théâtre, randonnée : une activité par jour.", "community_centre", []string{"youth", "everyone"}, []string{"registration"}, []string{"We,Sa 14:00-18:00", "Mo-Fr 17:00-21:00"}},
	{"reading", 10, []string{"La Cabane à livres %s", "Le Rayon %s"}, "Des livres à prendre, à laisser, à lire sur place.", "french_lessons", []string{""}, []string{"unconditional", "free"}, []string{"24/7", "Tu-Sa 10:00-18:00"}},
	{"seniors", 8, []string{"Le Salon %s", "La Tonnelle %s"}, "Déjeuners, jeux, visites à domicile et un appel par semaine.", "activities", []string{"seniors", "isolated"}, []string{"registration", "home_visits"}, []string{"Mo-Fr 10:00-16:00", "Tu,Th 14:00-17:30"}},
	{"volunteering", 6, []string{"Le Coup de main %s", "La Ruche %s"}, "Donner une heure ou une journée : on trouve ensemble où aider.", "activities", []string{"everyone"}, []string{"unconditional"}, []string{"Mo-Fr 14:00-18:00", "Sa 10:00-12:00"}},
	{"animals", 4, []string{"Le Compagnon %s", "La Gamelle %s"}, "Soins de base, croquettes et conseils pour les chiens et les chats de ceux qui ont peu.", "listening", []string{"homeless", "low_income"}, []string{"free", "animals"}, []string{"Th 14:00-17:00", "Sa[2],Sa[4] 10:00-12:00"}},
}
