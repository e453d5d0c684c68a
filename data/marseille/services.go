package marseille

import "github.com/alentour/alentour/directory"

// services are what places of a category may do besides, with hours and audiences of their own.
func services(of string) []directory.Service {
	switch of {
	case "day_centre":
		return []directory.Service{
			service("Petit-déjeuner", "meal", "Mo-Fr 08:30-10:00"),
			service("Douches", "shower", "Mo-Fr 09:00-11:30"),
			by(service("Machine à laver", "laundry", "Mo-Fr 09:00-12:00"), "registration"),
		}
	case "meal":
		return []directory.Service{besides("Repas à emporter", "Mo-Sa 13:00-13:45")}
	case "food_parcel":
		return []directory.Service{whom(service("Colis bébé : couches et lait", "hygiene_products", "Fr 14:00-16:00"), "families")}
	case "shower":
		return []directory.Service{whom(service("Créneau réservé aux femmes", "shower", "We 14:00-17:00"), "women")}
	case "night_shelter":
		return []directory.Service{service("Dîner des personnes hébergées", "meal", "Mo-Su 19:00-20:30")}
	case "clinic":
		return []directory.Service{
			besides("Vaccinations", "Th 14:00-16:30"),
			by(whom(service("Consultation des enfants", "mother_child", "We 09:00-12:00"), "families"), "appointment"),
		}
	case "social_work":
		return []directory.Service{by(service("Domiciliation", "mailing_address", "Tu,Th 09:00-11:30"), "appointment")}
	case "legal_help":
		return []directory.Service{by(service("Droit au séjour", "migrants", "Th 17:00-19:30"), "appointment", "documents")}
	case "digital_help":
		return []directory.Service{
			service("Ordinateurs en libre accès", "digital_help", ""),
			by(service("Aide aux démarches en ligne", "public_services", "Tu,Th 14:00-17:00"), "appointment"),
		}
	case "clothing":
		return []directory.Service{whom(service("Vestiaire des enfants", "clothing", "We 10:00-12:00"), "families")}
	case "community_centre":
		return []directory.Service{
			whom(service("Aide aux devoirs", "activities", "Mo,Tu,Th 16:30-18:00; SH off"), "minors"),
			service("Écrivain public", "public_services", "Tu 09:00-11:00"),
			by(service("Cours de français", "french_lessons", "Mo,Th 14:00-16:00; SH off"), "registration"),
		}
	case "seniors":
		return []directory.Service{by(service("Visites à domicile", "seniors", ""), "home_visits", "registration")}
	}
	return nil
}

func service(name, of, hours string) directory.Service {
	return directory.Service{Name: name, Categories: category(of), Hours: hours}
}

// besides is what a place does of its own category at other hours, which go on beside its own.
func besides(name, hours string) directory.Service {
	return directory.Service{Name: name, Hours: hours}
}

func whom(s directory.Service, code string) directory.Service {
	s.Audiences = audience(code)
	return s
}

func by(s directory.Service, codes ...string) directory.Service {
	s.Modalities = modalities(codes)
	return s
}
