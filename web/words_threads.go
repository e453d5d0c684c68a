package web

import "fmt"

// threadWords are about what people write to each other.
type threadWords struct {
	Threads, ThreadsHint string
	Unread               string            // conversations; one %d
	Many                 string            // so many or more
	NewOne, NewMany      string            // messages; the second: one %d
	None, NoneHelp       string            // no conversation at all
	About                map[string]string // by kind of subject, when its own name cannot be said
	With                 string            // one %s: names
	Over                 string
	Somebody, Me         string
	Messages, Nothing    string
	MessageOf            string // one %s
	Older, Newest        string
	Erased, Hidden       string
	Block                string
	Write, WhoReads      string // the second: one %s, names
	Send                 string
	TextFault, TooFast   string
	Closed, Alone        string
	Silenced             string
	WaitsForMe           string // one %s
	WaitsForThem         string // one %s
}

var threadsFrench = threadWords{
	Threads: "Messages", ThreadsHint: "vos conversations", Unread: "%d conversations à lire", Many: "100 conversations ou plus à lire",
	NewOne: "1 nouveau", NewMany: "%d nouveaux",
	None:     "Aucune conversation pour le moment",
	NoneHelp: "Une conversation s’ouvre quand quelqu’un accepte d’aider, ou quand on vous écrit à propos de ce que vous avez publié.",
	About:    map[string]string{"request": "Un coup de main", "offer": "Une proposition", "other": "Conversation"},
	With:     "Avec %s", Over: "terminé", Somebody: "un membre", Me: "Vous",
	Messages: "Les messages", Nothing: "Personne n’a encore écrit.", MessageOf: "ce message de %s",
	Older: "Messages plus anciens", Newest: "Messages les plus récents",
	Erased: "message effacé", Hidden: "message masqué par l’équipe", Block: "Bloquer",
	Write: "Votre message", WhoReads: "Lu par %s, et par personne d’autre. N’écrivez ni code ni mot de passe.", Send: "Envoyer",
	TextFault: "Écrivez un message de 2 000 signes au plus.", TooFast: "Vous écrivez très vite. Attendez un peu, puis envoyez.",
	Closed: "Cette conversation est terminée. Vous pouvez encore la lire.", Alone: "Personne d’autre n’est dans cette conversation.",
	Silenced:     "Vous ne pouvez pas écrire pour le moment. La décision est dans « Décisions ».",
	WaitsForMe:   "%s vous a écrit une fois. Répondez si vous voulez : vous pourrez alors vous écrire. Sans réponse, cette personne ne peut plus vous écrire.",
	WaitsForThem: "Vous avez écrit à %s. Vous pourrez écrire de nouveau après sa réponse.",
}

var threadsEnglish = threadWords{
	Threads: "Messages", ThreadsHint: "your conversations", Unread: "%d conversations to read", Many: "100 conversations or more to read",
	NewOne: "1 new", NewMany: "%d new",
	None:     "No conversation for now",
	NoneHelp: "A conversation opens when somebody agrees to help, or when somebody writes to you about what you published.",
	About:    map[string]string{"request": "A helping hand", "offer": "An offer", "other": "Conversation"},
	With:     "With %s", Over: "over", Somebody: "a member", Me: "You",
	Messages: "The messages", Nothing: "Nobody has written yet.", MessageOf: "this message by %s",
	Older: "Older messages", Newest: "The newest messages",
	Erased: "message erased", Hidden: "message hidden by the team", Block: "Block",
	Write: "Your message", WhoReads: "Read by %s, and nobody else. Write no code and no password.", Send: "Send",
	TextFault: "Write a message of at most 2,000 characters.", TooFast: "You write very fast. Wait a little, then send.",
	Closed: "This conversation is over. You can still read it.", Alone: "Nobody else is in this conversation.",
	Silenced:     "You cannot write for now. The decision is in “Decisions”.",
	WaitsForMe:   "%s has written to you once. Answer if you like: you can then write to each other. Unless you do, this person cannot write again.",
	WaitsForThem: "You have written to %s. You can write again after their answer.",
}

// unreadWords say in how many conversations something waits to be read.
func (w *threadWords) unreadWords(n int) string {
	if n >= 100 {
		return w.Many
	}
	return fmt.Sprintf(w.Unread, n)
}

// newWords say how many messages of one are new.
func (w *threadWords) newWords(n int) string {
	if n == 1 {
		return w.NewOne
	}
	return fmt.Sprintf(w.NewMany, n)
}
