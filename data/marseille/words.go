package marseille

// emblems complete names: « La Table du Figuier ». Plants, animals, winds: nobody's name.
var emblems = []string{
	"du Figuier", "des Cigales", "de la Garrigue", "du Mistral", "de l’Amandier", "du Mûrier", "des Tamaris",
	"du Romarin", "de la Sarriette", "du Câprier", "des Pins-Parasols", "du Laurier-Rose", "de la Farigoule",
	"du Grenadier", "de l’Olivade", "des Restanques", "du Cabanon", "de la Pinède", "du Martinet", "de la Bugade",
	"de l’Arbousier", "du Micocoulier", "des Genêts", "du Thym-Sauvage", "du Pointu", "des Filets-Bleus",
	"de la Girelle", "du Goéland", "de l’Hirondelle", "du Hérisson", "des Lucioles", "de la Rascasse", "du Vent-d’Est",
	"de la Lune-Rousse", "des Trois-Cyprès", "de la Source-Claire", "du Puits-Doré", "de la Treille-Bleue",
	"du Jujubier", "de l’Azerolier", "du Pistachier", "de la Capucine", "du Coquelicot", "de l’Immortelle",
	"des Santolines", "de la Salicorne", "du Varech", "de l’Anémone", "du Poulpe-Curieux", "de la Seiche",
	"de l’Oursin", "de la Dorade", "du Rouget", "des Hippocampes", "de la Bergamote", "du Néflier", "de l’Écume",
	"du Lézard-Vert", "de la Marjolaine", "du Cormoran",
}

// ways begin a street's name; with an emblem they make « traverse du Jujubier ».
var ways = []string{"rue", "rue", "rue", "boulevard", "avenue", "traverse", "impasse", "place", "chemin", "montée"}

// tongues are spoken besides French, the more often named the more often.
var tongues = []string{
	"en", "en", "en", "ar", "ar", "ar", "es", "es", "it", "zdj", "zdj", "kab", "pt", "tr", "ro", "uk", "ru", "hy", "wo",
	"fa", "ps", "so", "ti", "fsl",
}

// entrances say how to come in.
var entrances = []string{
	"Sonner à l’interphone, 1er étage.", "Entrée par la cour.", "Rampe à gauche de la porte.",
	"Passer par le jardin, porte bleue.", "Au fond du parking.", "Sonnette sous l’auvent.",
}

// notices are dated messages; from and till are days after the day of the demo, till = forever means until further notice.
var notices = []struct {
	closed     bool
	text       string
	from, till int
}{
	{true, "Fermé pour travaux de peinture.", -2, 5},
	{true, "Fermeture annuelle.", 10, 24},
	{true, "Fermé : formation de l’équipe.", 3, 3},
	{true, "Fermé jusqu’à nouvel ordre après un dégât des eaux.", -6, forever},
	{false, "Cette semaine, arriver une demi-heure plus tôt : il y a du monde.", -1, 6},
	{false, "Nous cherchons des bénévoles le samedi matin.", -20, forever},
	{false, "Portes ouvertes : venez voir, sans rendez-vous.", 4, 18},
	{false, "Nouvelle entrée par la cour.", -30, 60},
}

const forever = 1 << 20
