import type { Language } from "../bindings";

/** The names of months and weekdays in one language. Lists start with January and Monday. */
interface CalendarNames {
	/** In a title: `Ноябрь`. */
	months: readonly string[];
	/** After the number of a day: `24 ноября`. */
	monthsOfDate: readonly string[];
	weekdays: readonly string[];
	weekdaysShort: readonly string[];
}

export const CALENDAR_NAMES: Record<Language, CalendarNames> = {
	ru: {
		months: [
			"Январь",
			"Февраль",
			"Март",
			"Апрель",
			"Май",
			"Июнь",
			"Июль",
			"Август",
			"Сентябрь",
			"Октябрь",
			"Ноябрь",
			"Декабрь",
		],
		monthsOfDate: [
			"января",
			"февраля",
			"марта",
			"апреля",
			"мая",
			"июня",
			"июля",
			"августа",
			"сентября",
			"октября",
			"ноября",
			"декабря",
		],
		weekdays: ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"],
		weekdaysShort: ["Пн", "Вт", "Ср", "Чт", "Пт", "Сб", "Вс"],
	},
	kk: {
		months: [
			"Қаңтар",
			"Ақпан",
			"Наурыз",
			"Сәуір",
			"Мамыр",
			"Маусым",
			"Шілде",
			"Тамыз",
			"Қыркүйек",
			"Қазан",
			"Қараша",
			"Желтоқсан",
		],
		monthsOfDate: [
			"қаңтар",
			"ақпан",
			"наурыз",
			"сәуір",
			"мамыр",
			"маусым",
			"шілде",
			"тамыз",
			"қыркүйек",
			"қазан",
			"қараша",
			"желтоқсан",
		],
		weekdays: ["дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі", "жексенбі"],
		weekdaysShort: ["Дс", "Сс", "Ср", "Бс", "Жм", "Сб", "Жс"],
	},
	en: {
		months: [
			"January",
			"February",
			"March",
			"April",
			"May",
			"June",
			"July",
			"August",
			"September",
			"October",
			"November",
			"December",
		],
		monthsOfDate: [
			"January",
			"February",
			"March",
			"April",
			"May",
			"June",
			"July",
			"August",
			"September",
			"October",
			"November",
			"December",
		],
		weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
		weekdaysShort: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
	},
};
