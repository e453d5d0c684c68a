package marseille

import (
	"slices"
	"time"

	"github.com/alentour/alentour/directory"
)

// volunteer is one of the regular ones.
type volunteer struct {
	player
	kinds   []string
	free    [7]string // from Monday: m morning, a afternoon, e evening
	state   directory.VolunteerState
	applied int // days ago
	pledged bool
	gives   int // minutes a week; of a pledge that is kept, 30 or more
	missed  int // weeks without, so far: the latest
	away    [2]int
	perWeek int
	night   bool
}

// inCast says that somebody of cast.go is this volunteer.
func (v *volunteer) inCast() bool {
	return slices.ContainsFunc(cast, func(p player) bool { return p.local == v.local })
}

// volunteers are of every state, with pledges that are kept, behind, and none.
var volunteers = []volunteer{
	{
		player: player{local: "volontaire"}, kinds: []string{"forms", "letters", "benefits", "visit"},
		free: [7]string{"ma", "m", "ma", "m", "m"}, state: directory.StateActive, applied: 200, pledged: true, gives: 45, perWeek: 3,
	},
	{
		player: helper("nadia", "Nadia", "1320103", "25-39", "Traductrice, je me déplace volontiers.", "fr", "ar", "en"),
		kinds:  []string{"interpreting", "escort", "health_escort"}, free: [7]string{"e", "e", "", "e", "", "ma"},
		state: directory.StateActive, applied: 310, pledged: true, gives: 35, perWeek: 2, night: true,
	},
	{
		player: helper("marius", "Marius", "1320302", "60-74", "Ancien électricien du port.", "fr"),
		kinds:  []string{"small_repairs", "device_repair", "carrying"}, free: [7]string{"ma", "ma", "ma", "ma"},
		state: directory.StateActive, applied: 150, pledged: true, gives: 60, missed: 6, perWeek: 4,
	},
	{
		player: helper("anahit", "Anahit", "1320101", "40-59", "Professeure de français langue étrangère.", "fr", "hy", "ru"),
		kinds:  []string{"language_lessons", "conversation", "literacy"}, free: [7]string{"", "a", "", "a", "", "m"},
		state: directory.StateActive, applied: 260, pledged: true, gives: 60, perWeek: 3,
	},
	{
		player: helper("thomas", "Thomas", "1320501", "25-39", "Développeur, patient avec les claviers.", "fr", "en"),
		kinds:  []string{"computer_lessons", "phone_help", "online_forms"}, free: [7]string{"e", "", "e", "", "", "a"},
		state: directory.StateActive, applied: 90, pledged: true, gives: 40, away: [2]int{6, 13}, perWeek: 2,
	},
	{
		player: helper("fernanda", "Fernanda", "1321006", "40-59", "Je travaille dans le recrutement.", "fr", "pt", "es"),
		kinds:  []string{"cv", "interview", "job_search", "portrait"}, free: [7]string{"", "e", "", "e"},
		state: directory.StateActive, applied: 120, perWeek: 2,
	},
	{
		player: helper("ousmane", "Ousmane", "1321405", "18-24", "Étudiant, j’ai le permis et parfois la camionnette de mon oncle.", "fr", "wo"),
		kinds:  []string{"moving", "lift", "carrying"}, free: [7]string{"", "", "a", "", "e", "mae", "mae"},
		state: directory.StateActive, applied: 75, pledged: true, gives: 20, perWeek: 2, night: true,
	},
	{
		player: helper("suzanne", "Suzanne", "1320703", "60-74", "Je visite et j’appelle, sur le Frioul et ailleurs.", "fr", "it"),
		kinds:  []string{"visit", "call", "walk"}, free: [7]string{"a", "a", "a", "a", "a"},
		state: directory.StateActive, applied: 330, pledged: true, gives: 90, away: [2]int{20, 41}, perWeek: 5,
	},
	{
		player: helper("bilal", "Bilal", "1321401", "25-39", "Cuisinier, je fais la maraude du vendredi.", "fr", "ar"),
		kinds:  []string{"cooking", "outreach_round", "food_delivery"}, free: [7]string{"", "", "", "", "e", "e"},
		state: directory.StateChecked, applied: 40, pledged: true, perWeek: 2,
	},
	{
		player: helper("elsa", "Elsa", "1320601", "18-24", "Étudiante en photo.", "fr", "en"),
		kinds:  []string{"portrait", "creative_workshop"}, free: [7]string{"", "", "ma", "", "", "a"},
		state: directory.StateTrained, applied: 30, perWeek: 1,
	},
	{
		player: helper("rui", "Rui", "1321101", "40-59", "Plombier, un samedi sur deux.", "fr", "pt"),
		kinds:  []string{"small_repairs"}, free: [7]string{"", "", "", "", "", "ma"},
		state: directory.StateSigned, applied: 12, pledged: true, perWeek: 1,
	},
	{
		player: helper("hodan", "Hodan", "1321308", "25-39", "Je peux garder des enfants pendant une démarche.", "fr", "so", "en"),
		kinds:  []string{"homework", "escort"}, free: [7]string{"", "", "a"},
		state: directory.StateApplied, applied: 4, perWeek: 1,
	},
	{
		player: helper("gerard", "Gérard", "1320804", "60-74", "Bénévole depuis toujours.", "fr"),
		kinds:  []string{"event_setup", "event_welcome"}, free: [7]string{"ma", "ma", "ma", "ma", "ma"},
		state: directory.StateExpired, applied: 400, pledged: true, gives: 30, perWeek: 3,
	},
	{
		player: helper("emeka", "Emeka", "1321501", "25-39", "Mécanicien vélo.", "fr", "en"),
		kinds:  []string{"bicycle_repair"}, free: [7]string{"e", "e", "e"},
		state: directory.StateSuspended, applied: 180, pledged: true, gives: 30, missed: 5, perWeek: 2,
	},
	{
		player: helper("odette", "Odette", "1321602", "75+", "J’ai donné beaucoup de cours du soir, je me repose.", "fr"),
		kinds:  []string{"literacy", "homework"}, free: [7]string{"a", "", "a"},
		state: directory.StateLeft, applied: 280, perWeek: 1,
	},
}

func helper(local, name, quartier string, age directory.AgeBand, about string, tongues ...string) player {
	return player{
		local: "benevole." + local, name: name, role: member, quartier: quartier, age: age, about: about, tongues: tongues,
		likes: []string{"culture"},
	}
}

// wayTo are the days from applying to each step on the way to a state.
var wayTo = []struct {
	step  directory.Step
	after int
	state directory.VolunteerState
}{
	{directory.StepApply, 0, directory.StateApplied},
	{directory.StepSign, 1, directory.StateSigned},
	{directory.StepTrain, 10, directory.StateTrained},
	{directory.StepCheck, 17, directory.StateChecked},
	{directory.StepActivate, 18, directory.StateActive},
}

// renewedAfter is when who goes on signs again and meets the team, before the year is over.
const renewedAfter = 345

// volunteers gives what the cast's volunteers did, on their way to their state.
func (c *crowd) volunteers(numbers map[string]int64) []directory.SeedVolunteer {
	everyone := slices.Concat(volunteers, c.regulars)
	list := make([]directory.SeedVolunteer, len(everyone))
	for i, v := range everyone {
		own := numbers[v.local]
		list[i] = directory.SeedVolunteer{Account: own, VolunteerEdit: v.edit(c.day), Gave: v.gave(c.day)}
		add := func(step directory.Step, ago int) {
			by := numbers["coordination"]
			if step.Own() {
				by = own
			}
			at := c.day(-ago).Add(time.Duration(9+i%8) * time.Hour)
			list[i].Steps = append(list[i].Steps, directory.SeedStep{Step: step, At: at, By: by})
		}
		for _, w := range wayTo {
			add(w.step, v.applied-w.after)
			if w.state == v.state {
				break
			}
		}
		if v.state == directory.StateActive && v.applied > renewedAfter { // another year
			add(directory.StepSign, v.applied-renewedAfter)
			add(directory.StepCheck, v.applied-renewedAfter)
		}
		switch v.state {
		case directory.StateSuspended:
			add(directory.StepSuspend, 9)
		case directory.StateLeft:
			add(directory.StepLeave, 25)
		}
	}
	return list
}

func (v *volunteer) edit(day func(int) time.Time) directory.VolunteerEdit {
	e := directory.VolunteerEdit{PerDay: 1, PerWeek: v.perWeek, AtNight: v.night, Pledged: v.pledged}
	for _, code := range v.kinds {
		e.Kinds |= must(directory.KindNamed(code))
	}
	for weekday, parts := range v.free {
		for _, part := range parts {
			e.Week = e.Week.WithPart(weekday, map[rune]directory.DayPart{'m': directory.Morning, 'a': directory.Afternoon, 'e': directory.Evening}[part])
		}
	}
	if v.away != [2]int{} {
		e.Absences = []directory.Absence{{From: day(v.away[0]), Until: day(v.away[1])}}
	}
	return e
}

// gave is a time each week since they began, but for the weeks missed.
func (v *volunteer) gave(day func(int) time.Time) []directory.Helped {
	var list []directory.Helped
	for ago := v.applied - 18; v.gives > 0 && ago > 7*v.missed; ago -= 7 {
		list = append(list, directory.Helped{Day: day(-ago), Minutes: v.gives})
	}
	return list
}
