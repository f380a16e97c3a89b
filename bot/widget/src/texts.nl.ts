/** Every text that the widget itself shows. The bot's own texts come from the server. */

export const CLINIC = "MoveWell Chiropractie Hilversum";

export const texts = {
  launcher: "Stel uw vraag",
  unread: (count: number) => (count === 1 ? "1 nieuw bericht" : `${count} nieuwe berichten`),
  title: "Chat met MoveWell",
  subtitle: "Chatbot, geen mens",
  close: "Chat sluiten",
  log: "Gesprek",
  you: "U",
  bot: "Chatbot",

  greeting: (clinic: string) =>
    `Hallo! Ik ben de chatbot van ${clinic}. Ik ben een computerprogramma, geen mens.`,
  canTitle: "Dit kan ik voor u doen",
  can: [
    "vragen beantwoorden over erfelijkheid en rugklachten, uit het artikel op deze website",
    "een afspraak maken, opzoeken, verzetten of afzeggen",
  ],
  cannot:
    "Ik stel geen diagnose en geef geen advies over medicijnen, oefeningen of uw eigen klachten.",
  emergency: "Bel bij spoed altijd 112.",
  dataTitle: "Wat gebeurt er met uw gegevens?",
  data: [
    "Dit gesprek hoort bij dit tabblad. Sluit u het tabblad, dan is het gesprek hier weg.",
    "Uw berichten gaan alleen naar onze eigen server, niet naar andere bedrijven.",
    "Voor een afspraak vraag ik eerst uw toestemming. Daarna pas vraag ik uw naam en telefoonnummer.",
    "Schrijf liever niets over uw gezondheid dat niet nodig is voor uw vraag.",
    "Met ‘Wis gesprek’ verwijdert u het gesprek ook van onze server.",
  ],
  privacy: "Lees onze privacyverklaring",
  startTitle: "Waar kan ik u mee helpen?",
  questions: ["Zit rugpijn in de familie?", "Wat is epigenetica?", "Ik wil een afspraak maken"],

  input: "Uw bericht",
  placeholder: "Typ uw vraag",
  send: "Verstuur",
  footer: "Dit is een chatbot. Bij spoed: bel",
  tooLong: (length: number, most: number) =>
    `Uw bericht heeft ${length} tekens. Maak het korter: er passen ${most} tekens in een bericht.`,

  typing: "De chatbot schrijft een antwoord",
  slow: "Het antwoord duurt langer dan normaal. Blijft u nog even wachten?",
  choices: "Kies een antwoord",
  slots: "Kies een tijd",
  source: "Bron:",
  sourceHint: "lees dit stuk van het artikel",
  newTab: "opent in een nieuw tabblad",
  calendar: "Zet in mijn agenda",
  calendarHint: ".ics-bestand",
  urgent: "Dit is dringend",
  call: (number: string) => `Bel ${number}`,
  clinicPhone: "Bel de praktijk",

  sending: "Wordt verzonden",
  waiting: "Wordt verzonden zodra er weer verbinding is",
  failed: {
    network: "Niet verzonden: er is geen verbinding.",
    rate_limited: "Niet verzonden: u stuurt veel berichten achter elkaar. Wacht even.",
    too_large: "Niet verzonden: dit bericht is te lang.",
    choice_expired: "Deze knop werkt niet meer. Typ uw keuze in een bericht.",
    session: "Niet verzonden: dit gesprek is verlopen.",
    refused: "Niet verzonden: er ging iets mis.",
  },
  retry: "Opnieuw proberen",

  starting: "Even opstarten. De chat is zo klaar.",
  offline: "U heeft geen internetverbinding. Uw bericht blijft hier staan tot die er weer is.",
  reconnecting: "De verbinding is weg. Ik probeer het opnieuw.",
  unreachable: "De chat is nu niet bereikbaar. Ik blijf het proberen.",
  unreachablePhone: "U kunt ook bellen:",
  refused: "De chat werkt niet op deze pagina.",
  expired: "Dit gesprek is verlopen, ter bescherming van uw gegevens.",
  restart: "Nieuw gesprek beginnen",

  erase: "Wis gesprek",
  eraseQuestion: "Wilt u dit gesprek wissen? U kunt het niet terugdraaien.",
  eraseNote: "Een afspraak die u al heeft gemaakt, blijft staan.",
  eraseYes: "Ja, wissen",
  eraseNo: "Nee, bewaren",
  erased: "Het gesprek is gewist.",
  eraseFailed: "Wissen lukt nu niet. Probeert u het zo nog eens.",

  whatsapp: "Ga verder op WhatsApp",
  whatsappNote:
    "U neemt dit gesprek mee naar WhatsApp. Daar verwerkt Meta uw berichten. De link werkt een kwartier.",
  whatsappOpen: "Open WhatsApp",
  whatsappStay: "Blijf hier",
  whatsappFailed: "Naar WhatsApp gaan lukt nu niet. U kunt hier verder praten of het zo nog eens proberen.",
};

export type FailureCode = keyof typeof texts.failed;
