import { href } from '#platform/i18n/addresses.ts'
import { ageOn, dayOf, LOCALES, type Day, type Locale } from '#platform/prelude/index.ts'
import { fullName, type Names } from '../domain/person.ts'
import { peopleWords } from '../messages/index.ts'

/** Somebody who can be chosen. */
export interface ListedPerson extends Names {
  readonly personId: string
  readonly birthDate: Day
  /** Where the person has a role, in a word or two; '' for none. */
  readonly roles: string
}

interface ChoicePage {
  readonly locale: Locale
  readonly path: string
  readonly search: string
  readonly people: readonly ListedPerson[]
  readonly truncated: boolean
  readonly today: Date
  readonly refused: boolean
}

const LANGUAGES: Record<Locale, string> = { kk: 'Қазақша', ru: 'Русский', en: 'English' }

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
}
const esc = (text: string): string => text.replace(/[&<>"']/g, (sign) => escapes[sign]!)

const page = (locale: Locale, title: string, body: string): string => `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${esc(title)}</title>
<link rel="stylesheet" href="/egov/style.css">
</head>
<body>
${body}
</body>
</html>
`

/** Who shall it be: people of the database, or somebody new. */
export function choicePage({ locale, path, search, people, ...more }: ChoicePage): string {
  const t = peopleWords(locale)
  const today = dayOf(more.today)
  const here = `${path}?lang=${locale}`
  const rows = people.map(
    (person) => `<li><button name="person" value="${esc(person.personId)}">
<strong>${esc(fullName(person))}</strong>
<span>${esc(
      [t('egov.age', { age: ageOn(person.birthDate, today) }), person.roles].filter(Boolean).join(' · ')
    )}</span>
</button></li>`
  )
  const languages = LOCALES.map((code) =>
    code === locale
      ? `<span aria-current="true">${LANGUAGES[code]}</span>`
      : `<a href="${esc(path)}?lang=${code}" lang="${code}" hreflang="${code}">${LANGUAGES[code]}</a>`
  )
  return page(
    locale,
    t('egov.title'),
    `<header>
<p class="plays">${esc(t('egov.plays'))}</p>
<nav aria-label="${esc(t('egov.languages'))}">${languages.join(' ')}</nav>
</header>
<main>
<h1>${esc(t('egov.title'))}</h1>
<p>${esc(t('egov.explains'))}</p>
${more.refused ? `<p class="refused" role="alert">${esc(t('egov.refused'))}</p>` : ''}
<form method="get" action="${esc(path)}" role="search">
<input type="hidden" name="lang" value="${locale}">
<label for="q">${esc(t('egov.search'))}</label>
<div class="row"><input id="q" name="q" type="search" maxlength="100" value="${esc(search)}" autocomplete="off"><button>${esc(t('egov.find'))}</button></div>
</form>
<h2 id="people">${esc(t('egov.people'))}</h2>
${
  rows.length
    ? `<form method="post" action="${esc(here)}" aria-labelledby="people"><ul>${rows.join('\n')}</ul></form>`
    : `<p>${esc(t('egov.nobody'))}</p>`
}
${more.truncated ? `<p>${esc(t('egov.more'))}</p>` : ''}
<h2 id="new">${esc(t('egov.new'))}</h2>
<p>${esc(t('egov.new-explains'))}</p>
<form method="post" action="${esc(here)}" aria-labelledby="new">
<label for="familyName">${esc(t('egov.family-name'))}</label>
<input id="familyName" name="familyName" maxlength="100" required autocomplete="off">
<label for="givenName">${esc(t('egov.given-name'))}</label>
<input id="givenName" name="givenName" maxlength="100" required autocomplete="off">
<label for="patronymic">${esc(t('egov.patronymic'))}</label>
<input id="patronymic" name="patronymic" maxlength="100" autocomplete="off">
<label for="birthDate">${esc(t('egov.birth-date'))}</label>
<input id="birthDate" name="birthDate" type="date" min="1907-01-01" max="${today}" required>
<fieldset><legend>${esc(t('egov.sex'))}</legend>
<label><input type="radio" name="sex" value="female" checked> ${esc(t('egov.female'))}</label>
<label><input type="radio" name="sex" value="male"> ${esc(t('egov.male'))}</label>
</fieldset>
<button>${esc(t('egov.enter'))}</button>
</form>
<form method="post" action="${esc(here)}"><button class="quiet" name="cancel" value="1">${esc(t('egov.cancel'))}</button></form>
</main>`
  )
}

/** The sign-in was not begun by us, or too long ago. */
export function brokenPage(locale: Locale): string {
  const t = peopleWords(locale)
  return page(
    locale,
    t('egov.broken'),
    `<header><p class="plays">${esc(t('egov.plays'))}</p></header>
<main>
<h1>${esc(t('egov.broken'))}</h1>
<p><a href="${href(locale, '/sign-in')}">${esc(t('egov.again'))}</a></p>
</main>`
  )
}

/** The fields of somebody new as the form has them. */
export const newPersonForm = (form: URLSearchParams) => ({
  familyName: form.get('familyName') ?? '',
  givenName: form.get('givenName') ?? '',
  patronymic: form.get('patronymic'),
  birthDate: form.get('birthDate') ?? '',
  sex: form.get('sex') === 'male' ? ('male' as const) : ('female' as const)
})
