package hours

import (
	"strings"
	"unicode/utf8"
)

// meaning is what people write for something of the specification. The longest phrase that fits is taken.
type meaning struct {
	say     string // how the specification writes it
	phrases string // small letters, separated by |; a space stands for "_" too
}

// phrases are the meanings by their first letter.
var phrases = byFirstLetter(meanings, names)

func byFirstLetter(lists ...[]meaning) map[rune][]meaning {
	by := make(map[rune][]meaning)
	for _, list := range lists {
		for _, m := range list {
			for phrase := range strings.SplitSeq(m.phrases, "|") {
				first, _ := utf8.DecodeRuneInString(phrase)
				by[first] = append(by[first], meaning{m.say, phrase})
			}
		}
	}
	return by
}

// meanings are in French, English and German, as the texts are that one meets in France, and some signs of others.
var meanings = []meaning{
	{"Mo", "lundi|lun|lu|monday|mondays|mon|montag|montags"},
	{"Tu", "mardi|ma|tuesday|tuesdays|tues|tue|dienstag|dienstags"},
	{"We", "mercredi|mercr|mer|me|wednesday|wednesdays|wed|mittwoch|mittwochs|mi|mit"},
	{"Th", "jeudi|jeu|je|thursday|thursdays|thurs|thur|thu|donnerstag|donnerstags|don"},
	{"Fr", "vendredi|vend|ven|ve|friday|fridays|fri|freitag|freitags|fre|f"},
	{"Sa", "samedi|sam|saturday|saturdays|sat|samstag|samstags"},
	{"Su", "dimanche|dim|sunday|sundays|sun|sonntag|sonntags"},
	{"Jan", "january|janvier|janv|januar|jän"},
	{"Feb", "february|février|fevrier|févr|fév|februar"},
	{"Mar", "march|mars|märz|mär|mrz"},
	{"Apr", "april|avril|avr"},
	{"May", "mai"},
	{"Jun", "june|juin|juni"},
	{"Jul", "july|juillet|juil|juli"},
	{"Aug", "august|août|aout|aoû"},
	{"Sep", "september|septembre|sept"},
	{"Oct", "october|octobre|oktober|okt"},
	{"Nov", "november|novembre"},
	{"Dec", "december|décembre|decembre|déc|dezember|dez"},
	{"PH", "public holidays|public holiday|holidays|holiday|jours fériés|jour férié|fériés|férié|feiertags|feiertage|feiertagen|feiertag"},
	{"PH -1 day", "day before public holiday|one day before public holiday"},
	{"PH +1 day", "day after public holiday|one day after public holiday"},
	{"PH,Su", "sonn und feiertag|sonn und feiertags|sonn und feiertage|sonn- und feiertag|sonn- und feiertags|sonn- und feiertage|sonn- und feiertagen|sonn-/feiertag|sonn-/feiertags"},
	{"SH", "school holidays|school holiday|schoolholidays|schoolholiday|vacances scolaires|schulferien|ferien"},
	{"off", "fermé|fermée|ferme|geschlossen|geschl|ruhetag|close|оff"},
	{"open", "ouvert|ouverte|geöffnet"},
	{"24/7", "always|always open|nonstop|nonstop geöffnet|anytime|all day|24x7|24/24|24/24 7/7|24h/24|24h/24 7j/7|24 hours 7 days a week"},
	{"off", "always closed"},
	{"Mo-Su", "daily|täglich|every day|everyday|all days|tous les jours|7/7|7j/7|7 days a week|7 days/week"},
	{"Mo-Fr", "weekdays|weekday|on work days|on work day"},
	{"Sa,Su", "weekends|weekend|week-end"},
	{"00:00-24:00", "24 hours"},
	{"00:00", "midnight|minuit"},
	{"12:00", "midi"},
	{"sunrise-sunset", "daylight"},
	{"late", "late|open end|openend"},
	{"-", "à|au|to|bis|till|til|until|through|jusqu'à|jusqu’à|jusque|a|á|as|ás|às|ate|até|до|ー"},
	{",", "et|and|und"},
	{"", "from|von|du|de|le|les|an|nur|on"},
	{"h", "h|uhr|heures|heure"},
	{"am", "am|a.m."},
	{"pm", "pm|p.m."},
	{`"Sur rendez-vous"`, "sur rendez-vous|sur rendez vous|sur rdv"},
	{`"Nach Vereinbarung"`, "nach vereinbarung"},
	{`"on appointment"`, "on appointment"},
	{`"by appointment"`, "by appointment"},
}

// names of days and months in other languages of the world, from the Unicode Common Locale Data Repository; those that mean one
// thing in one language and another in the next are left out.
var names = []meaning{
	{"Mo", "dilluns|hétfő|lunedì|lunes|luni|maandag|pazartesi|ponedjeljak|poniedziałek|δευτέρα|понеделник|понедельник|понедељак|понеділок|երկուշաբթի|الاثنين|دوشنبه|திங்கள்|วันจันทร์|ორშაბათი|星期一|月曜日|월요일"},
	{"Tu", "dimarts|dinsdag|kedd|martedì|martes|marți|salı|utorak|wtorek|τρίτη|вторник|вівторок|уторак|երեքշաբթի|الثلاثاء|செவ்வாய்|วันอังคาร|სამშაბათი|星期二|火曜日|화요일"},
	{"We", "dimecres|mercoledì|miercuri|miércoles|srijeda|szerda|woensdag|çarşamba|środa|τετάρτη|середа|среда|сряда|չորեքշաբթի|الأربعاء|چهارشنبه|புதன்|วันพุธ|ოთხშაბათი|星期三|水曜日|수요일"},
	{"Th", "csütörtök|czwartek|dijous|donderdag|giovedì|jueves|perşembe|četvrtak|πέμπτη|четвер|четверг|четвртак|четвъртък|հինգշաբթի|الخميس|پنجشنبه|வியாழன்|วันพฤหัสบดี|ხუთშაბათი|星期四|木曜日|목요일"},
	{"Fr", "cuma|divendres|petak|piątek|péntek|venerdì|viernes|vineri|vrijdag|παρασκευή|пʼятниця|петак|петък|пятница|ուրբաթ|الجمعة|جمعه|வெள்ளி|วันศุกร์|პარასკევი|星期五|金曜日|금요일"},
	{"Sa", "cumartesi|dissabte|sabato|sobota|subota|szombat|sábado|sâmbătă|zaterdag|σάββατο|суббота|субота|събота|շաբաթ|السبت|شنبه|சனி|วันเสาร์|შაბათი|土曜日|星期六|토요일"},
	{"Su", "diumenge|domenica|domingo|duminică|nedjelja|niedziela|pazar|vasárnap|zondag|κυριακή|воскресенье|неделя|недеља|неділя|կիրակի|الأحد|یکشنبه|ஞாயிறு|วันอาทิตย์|კვირა|日曜日|星期日|일요일"},
	{"Jan", "enero|gener|gennaio|ianuarie|janar|janeiro|januari|január|ocak|siječanj|siječnja|styczeń|stycznia|ιανουαρίου|січень|січня|январь|января|януари|јануар|հունվար|հունվարի|ינואר|يناير|ஜனவரி|มกราคม|იანვარი|一月"},
	{"Feb", "febbraio|febrer|febrero|februari|februarie|február|fevereiro|lutego|luty|veljača|veljače|şubat|φεβρουαρίου|лютий|лютого|фебруар|февраль|февраля|февруари|փետրվար|փետրվարի|פברואר|فبراير|பிப்ரவரி|กุมภาพันธ์|თებერვალი|二月"},
	{"Mar", "maart|marca|mart|martie|marzec|marzo|març|março|március|ožujak|ožujka|μαρτίου|березень|березня|март|марта|մարտ|մարտի|מרץ|مارس|மார்ச்|มีนาคม|მარტი|三月"},
	{"Apr", "abril|aprile|aprilie|kwiecień|kwietnia|nisan|prill|travanj|travnja|április|απριλίου|апрель|апреля|април|квітень|квітня|ապրիլ|ապրիլի|אפריל|أبريل|ஏப்ரல்|เมษายน|აპრილი|四月"},
	{"May", "maggio|maig|maio|maja|mayo|mayıs|május|svibanj|svibnja|μαΐου|май|мая|мај|травень|травня|մայիս|մայիսի|מאי|مايو|மே|พฤษภาคม|მაისი|五月"},
	{"Jun", "czerwca|czerwiec|giugno|haziran|iunie|junho|junio|juny|június|lipanj|lipnja|qershor|ιουνίου|июнь|июня|червень|червня|юни|јун|հունիս|հունիսի|יוני|يونيو|ஜூன்|มิถุนายน|ივნისი|六月"},
	{"Jul", "iulie|julho|julio|juliol|július|korrik|lipca|lipiec|luglio|srpanj|srpnja|temmuz|ιουλίου|июль|июля|липень|липня|юли|јул|հուլիս|հուլիսի|יולי|يوليو|ஜூலை|กรกฎาคม|ივლისი|七月"},
	{"Aug", "agost|agosto|augustus|augusztus|ağustos|gusht|kolovoz|kolovoza|sierpień|sierpnia|αυγούστου|август|августа|серпень|серпня|օգոստոս|օգոստոսի|אוגוסט|أغسطس|ஆகஸ்ட்|สิงหาคม|აგვისტო|八月"},
	{"Sep", "eylül|rujan|rujna|septembrie|septiembre|setembre|setembro|settembre|szeptember|wrzesień|września|σεπτεμβρίου|вересень|вересня|сентябрь|сентября|септембар|септември|սեպտեմբեր|սեպտեմբերի|ספטמבר|سبتمبر|செப்டம்பர்|กันยายน|სექტემბერი|九月"},
	{"Oct", "ekim|octombrie|octubre|október|ottobre|outubro|październik|października|tetor|οκτωβρίου|жовтень|жовтня|октобар|октомври|октябрь|октября|հոկտեմբեր|հոկտեմբերի|אוקטובר|أكتوبر|அக்டோபர்|ตุลาคม|ოქტომბერი|十月"},
	{"Nov", "kasım|noiembrie|novembro|noviembre|nëntor|studeni|studenoga|νοεμβρίου|листопад|листопада|новембар|ноември|ноябрь|ноября|նոյեմբեր|նոյեմբերի|נובמבר|نوفمبر|நவம்பர்|พฤศจิกายน|ნოემბერი|十一月"},
	{"Dec", "aralık|decembrie|desembre|dezembro|dhjetor|dicembre|diciembre|grudnia|grudzień|prosinac|prosinca|δεκεμβρίου|грудень|грудня|декабрь|декабря|декември|децембар|դեկտեմբեր|դեկտեմբերի|דצמבר|ديسمبر|டிசம்பர்|ธันวาคม|დეკემბერი|十二月"},
}
