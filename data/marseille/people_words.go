package marseille

// origins are first names with the language that people who bear one may speak besides French. First names only: they are
// nobody's in particular.
var origins = []struct {
	share  int // of a thousand people
	tongue string
	names  []string
}{
	{330, "", []string{
		"Antoine", "Aurélie", "Bastien", "Camille", "Chloé", "Denise", "Elsa", "Fanny", "Gérard", "Hélène", "Hugo", "Jeanne", "Julien",
		"Lucas", "Lucien", "Magali", "Manon", "Marcel", "Marius", "Mireille", "Monique", "Nathalie", "Nicolas", "Odette", "Paul",
		"Philippe", "Romain", "Sophie", "Suzanne", "Sylvie", "Thomas", "Yvette",
	}},
	{190, "ar", []string{
		"Ahmed", "Bilal", "Farida", "Hicham", "Imane", "Karim", "Khadija", "Leïla", "Malika", "Mehdi", "Mourad", "Nadia", "Nour",
		"Omar", "Rachid", "Salma", "Samira", "Sofiane", "Souad", "Yasmine", "Zohra",
	}},
	{60, "kab", []string{"Idir", "Kahina", "Massinissa", "Ouardia", "Tassadit", "Yidir"}},
	{110, "zdj", []string{"Anziz", "Echati", "Fatima", "Hadidja", "Ibouroi", "Moinaecha", "Nassur", "Said", "Zaïnaba"}},
	{50, "wo", []string{"Aminata", "Awa", "Fatou", "Mamadou", "Ousmane", "Seynabou"}},
	{30, "bm", []string{"Bintou", "Kadiatou", "Moussa", "Oumar", "Seydou"}},
	{30, "ff", []string{"Boubacar", "Hawa", "Ibrahima", "Mariama"}},
	{35, "hy", []string{"Anahit", "Aram", "Armen", "Lusine", "Narine", "Tigran"}},
	{30, "it", []string{"Enzo", "Giuseppina", "Lucia", "Marco", "Rosa", "Salvatore"}},
	{25, "es", []string{"Andrés", "Carmen", "Diego", "Manuel", "Pilar"}},
	{20, "pt", []string{"Fernanda", "Graça", "João", "Rui"}},
	{25, "tr", []string{"Ayşe", "Emre", "Mehmet", "Zeynep"}},
	{15, "ku", []string{"Baran", "Berivan", "Rojda"}},
	{20, "ro", []string{"Costel", "Florin", "Ioana", "Mihaela", "Simona"}},
	{25, "uk", []string{"Dmytro", "Iryna", "Oksana", "Taras"}},
	{15, "ka", []string{"Giorgi", "Nino", "Tamar"}},
	{30, "fa", []string{"Farzana", "Hamid", "Maryam", "Parwana", "Reza", "Zahra"}},
	{20, "ti", []string{"Meron", "Selam", "Tesfay", "Yonas"}},
	{15, "so", []string{"Abdi", "Faduma", "Hodan"}},
	{20, "en", []string{"Blessing", "Emeka", "Grace", "Patience"}},
	{15, "vi", []string{"Linh", "Minh", "Thuy"}},
	{15, "sq", []string{"Arta", "Besnik", "Drita"}},
	{20, "mg", []string{"Hery", "Lalao", "Voahangy"}},
}

// asking is what people write who are in need; giving, those who would like to help; neither says what they live through.
var asking = []string{
	"Je viens d’arriver à Marseille et je ne connais encore personne.",
	"Je vis seule avec mes deux enfants, un peu d’aide de temps en temps me ferait du bien.",
	"Je cherche du travail dans la cuisine ou le ménage, et quelqu’un pour relire mon CV.",
	"Mon logement est petit et je n’ai pas de machine à laver.",
	"J’apprends le français. Parler un peu chaque semaine m’aiderait beaucoup.",
	"Depuis mon opération je marche lentement, les courses sont difficiles.",
	"Les papiers sur internet, c’est trop compliqué pour moi.",
	"Je suis retraité, je sors peu et j’aimerais bien jouer aux cartes avec quelqu’un.",
	"Je dors chez des amis en ce moment, je cherche une chambre.",
	"Je suis étudiante et la fin du mois arrive toujours trop tôt.",
	"Je reprends des études à quarante ans, il me faudrait un ordinateur.",
	"J’ai deux mains et du temps : je peux aussi rendre service.",
	"Je garde ma petite-fille tous les après-midi, nous cherchons des sorties gratuites.",
	"On vient de nous donner un appartement vide, il nous manque des meubles.",
	"Je ne sais pas bien écrire, merci de m’appeler plutôt.",
	"J’ai un chien, Caramel, il est très gentil.",
	"Je travaille la nuit, je suis libre le matin.",
	"Mon fils entre au collège et j’aimerais l’aider pour les devoirs.",
}

var giving = []string{
	"J’habite le quartier depuis vingt ans, j’y connais presque tout le monde.",
	"Je suis infirmière, libre deux soirs par semaine.",
	"Retraitée de l’enseignement, je donne volontiers un coup de main pour les devoirs.",
	"J’ai une camionnette, elle peut servir pour un déménagement.",
	"Étudiant en informatique : téléphones, ordinateurs, démarches en ligne, demandez-moi.",
	"Je cuisine toujours trop, autant partager.",
	"Je viens d’emménager et j’ai envie de connaître mes voisins.",
	"Menuisier de métier, je répare ce qui peut l’être.",
	"J’ai été aidée en arrivant ici, à mon tour maintenant.",
	"Je parle plusieurs langues et j’aime traduire pour les autres.",
	"Photographe amateur, je fais des portraits pour les CV.",
	"Disponible le week-end, surtout le matin.",
	"Je travaille à la mairie, les formulaires ne me font pas peur.",
	"Papa de trois enfants, j’ai des cartons de vêtements à donner.",
	"J’ai un jardin partagé et toujours des tomates en trop.",
	"Je préfère les petites choses régulières : une visite, un café, une promenade.",
	"Coiffeuse, je peux venir à domicile le lundi.",
	"Je cours le dimanche aux Calanques, on peut y aller ensemble.",
	"Je n’ai pas beaucoup de temps mais je tiens mes promesses.",
	"Bricoleur du dimanche, avec une perceuse qui s’ennuie.",
}

// liking is what people add about something they like to do, by its code.
var liking = map[string][]string{
	"cinema":     {"J’adore le cinéma, surtout les vieux films.", "Une séance à plusieurs, c’est mieux."},
	"sport":      {"Je joue au foot le jeudi.", "Je nage toute l’année."},
	"cooking":    {"J’aime cuisiner les recettes de ma mère.", "On échange des recettes ?"},
	"nature":     {"Les collines me manquent quand je n’y vais pas.", "Je fais pousser du basilic sur le balcon."},
	"music":      {"Je joue un peu de guitare.", "Je chante dans une chorale."},
	"games":      {"Toujours partant pour une belote.", "J’ai un placard plein de jeux de société."},
	"culture":    {"Les musées le premier dimanche, c’est mon rendez-vous.", "J’aime le théâtre."},
	"animals":    {"Les chats m’adorent.", "Je peux garder un animal quelques jours."},
	"well_being": {"Je fais du yoga au parc.", "Marcher au bord de la mer me fait du bien."},
	"crafts":     {"Je couds, je peux reprendre un ourlet.", "J’aime réparer les vieilles choses."},
}
