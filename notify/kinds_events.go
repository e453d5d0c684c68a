package notify

// eventKinds are about events: to who comes, who waits for a seat, who holds one, and who might like one. A title of an event is public.
var eventKinds = []Kind{
	{
		Code: "event-moved", Group: "events", Link: "/events/{event}/{date}", Urgent: true,
		Fr: Words{"Changement : {title}", "C’est maintenant {day} à {time}. Vérifiez le lieu, et si cela vous convient encore."},
		En: Words{"Changed: {title}", "It is now on {day} at {time}. Check where it is, and whether it still suits you."},
	},
	{
		Code: "event-cancelled", Group: "events", Link: "/events/{event}", Urgent: true,
		Fr: Words{"Annulé : {title}", "Le rendez-vous du {day} n’aura pas lieu{why}."},
		En: Words{"Cancelled: {title}", "It will not take place on {day}{why}."},
		Terms: map[string]map[string]Term{"why": {
			"weather": {", à cause du temps", ", because of the weather"},
			"ill":     {" : quelqu’un est malade", ": somebody is ill"},
			"few":     {" : il n’y a pas assez de monde", ": there are too few people"},
			"place":   {" : le lieu n’est pas disponible", ": the place is not available"},
			"other":   {" : il y a un empêchement", ": something came up"},
		}},
	},
	{
		Code: "event-reminder", Group: "events", Link: "/events/{event}/{date}",
		Fr: Words{"Rappel : {title}", "C’est {day} à {time}. Vous ne pouvez plus venir ? Dites-le : une autre personne aura la place."},
		En: Words{"Reminder: {title}", "It is on {day} at {time}. You can no longer come? Say so: somebody else will have the seat."},
	},
	{
		Code: "seat-offered", Group: "events", Link: "/events/{event}/{date}", Urgent: true,
		Fr: Words{"Une place pour vous : {title}", "Elle est à vous si vous confirmez avant {day} à {time}. Après, elle passe à la personne suivante."},
		En: Words{"A seat for you: {title}", "It is yours if you confirm before {day} at {time}. After that it goes to the next person."},
	},
	{
		Code: "seat-passed", Group: "events", Link: "/events/{event}/{date}",
		Fr: Words{"La place est passée : {title}", "Vous n’avez pas confirmé à temps. Vous pouvez vous inscrire de nouveau."},
		En: Words{"The seat has gone on: {title}", "You did not confirm in time. You can sign up again."},
	},
	{
		Code: "guest-asked", Group: "events", Link: "/events",
		Fr: Words{"C’était comment ?", "Quelqu’un vous avait invité : {title}. Il y a d’autres sorties près de chez vous. Nous ne posons cette question qu’une fois."},
		En: Words{"How was it?", "Somebody had invited you: {title}. There is more to do near you. We ask this only once."},
	},
	{
		Code: "ticket-offered", Group: "events", Link: "/events/{event}/{date}", Urgent: true,
		Fr: Words{"Une invitation pour vous : {title}", "{partner} vous invite. Confirmez avant {day} à {time}. Après, elle passe à la personne suivante."},
		En: Words{"An invitation for you: {title}", "{partner} invites you. Confirm before {day} at {time}. After that it goes to the next person."},
	},
	{
		Code: "ticket-passed", Group: "events", Link: "/events/{event}/{date}",
		Fr: Words{"Pas d’invitation cette fois : {title}", "{why}"},
		En: Words{"No invitation this time: {title}", "{why}"},
		Terms: map[string]map[string]Term{"why": {
			"lapsed": {"Vous n’avez pas confirmé à temps : elle est passée à la personne suivante.", "You did not confirm in time: it has gone to the next person."},
			"none":   {"Toutes les places ont été données. Vous serez prioritaire la prochaine fois.", "All places have been given. You come first next time."},
			"off":    {"L’offre a été retirée.", "The offer was withdrawn."},
		}},
	},
	{
		Code: "event-new", Group: "outings", Link: "/events/{event}",
		Fr: Words{"Près de chez vous : {title}", "C’est {day} à {time}. Cela pourrait vous plaire."},
		En: Words{"Near you: {title}", "It is on {day} at {time}. You might like it."},
	},
	{
		Code: "event-digest", Group: "outings", Link: "/events/{event}",
		Fr: Words{"Cette semaine près de chez vous : {title}", "Le {day} à {time}.{more}"},
		En: Words{"This week near you: {title}", "On {day} at {time}.{more}"},
		Terms: map[string]map[string]Term{"more": {
			"0": {" C’est la seule cette semaine.", " It is the only one this week."},
			"1": {" Et une autre sortie pour vous.", " And one more outing for you."},
			"2": {" Et deux autres sorties pour vous.", " And two more outings for you."},
			"3": {" Et trois autres sorties pour vous.", " And three more outings for you."},
			"4": {" Et quatre autres sorties pour vous.", " And four more outings for you."},
		}},
	},
	{
		Code: "event-review", Group: "team", Link: "/events/{event}",
		Fr: Words{"Un événement à relire : {title}", "Il est déjà en ligne. Regardez s’il peut le rester."},
		En: Words{"An event to look at: {title}", "It is online already. See whether it may stay."},
	},
	{
		Code: "event-passed", Group: "events", Link: "/events/{event}",
		Fr: Words{"Votre événement a été relu : {title}", "Tout va bien. Vous pouvez maintenant ouvrir plus de places, ici et pour les suivants."},
		En: Words{"Your event was looked at: {title}", "All is well. You can now open more seats, here and for the next ones."},
	},
	{
		Code: "event-refused", Group: "events", Link: "/events/{event}",
		Fr: Words{"Votre événement n’a pas été accepté : {title}", "L’équipe l’a lu. Il est annulé et les personnes inscrites sont prévenues. Vous pouvez demander pourquoi."},
		En: Words{"Your event was not accepted: {title}", "The team has read it. It is called off and those who signed up are told. You can ask why."},
	},
	{
		Code: "event-host", Group: "events", Link: "/events/{event}",
		Fr: Words{"On vous propose d’organiser : {title}", "Dites oui ou non sur la page. Votre nom ne s’affiche pas avant votre oui."},
		En: Words{"Would you hold this with others: {title}", "Say yes or no on the page. Your name is not shown before you say yes."},
	},
}
