"""Dutch words by which names are told from other text."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ARTICLES = _words("de den der het ten ter 't")

PREPOSITIONS = _words("in op aan bij uit over onder voor tot")
"""Part of a name only before an article: *in 't Veld*, *op den Akker*."""

PARTICLES = ARTICLES | PREPOSITIONS | _words("van von des te 's la le el al du da dos di")
"""Words that keep their small letter inside a name (*tussenvoegsels*)."""

_SMALL_WORDS = _words(
    """
    achter alle alleen alles allemaal alvast als altijd ander andere anders bent binnen daar
    daarom dan dat deze die dit dus echt een eens eerst eerste eigenlijk elke en er erg ergens
    even geen genoeg gewoon graag haar had heb hebben hebt heeft hele helemaal hem hen hier hij
    hoe hoeveel hun iedere iedereen iemand iets ik is jaar je jij jou jouw jullie kan keer komt
    kon kun kunnen kunt laatste langs later lang liefst liever m'n maar mag me mee meer men met
    mij mijn minder misschien mn moest moet moeten mogen na naar naast nergens niemand niet niets
    niks nog nooit nou nu of om omdat ons onze ook paar pas per precies rond sinds snel soms
    steeds straks tegen terug tijdens toch toe toen tussen u uw vaak vanaf vanwege veel verder via
    volgende vooral vorige waar waarom waarvoor wanneer want was wat we weer weinig wel welk welke
    werd wie wij wilde willen wilt zal ze zeer zelf zich zij zijn zo zoals zonder zou zouden
    zoveel zullen
    """
)
_TALK = _words(
    """
    aub akkoord alsjeblieft alstublieft annuleer annuleren antwoord bedankt bedoel begrijp beste
    check correct dank dankje dankjewel doe doen doet doorgaan fijn ga gaan gaat geef gisteren
    goed goede goedemiddag goedemorgen goedenavond goedendag goeiemorgen hallo help hey hoezo hoi
    houd huh idee ja jawel jazeker juist klaar klopt komen laat maak maakt maken medewerker menu
    moment naam namelijk natuurlijk nee neem neen nemen noem nummer ok oke oké okay onbekend
    opnieuw overslaan persoon prima probeer rustig schrijf sla snap sorry start stop stoppen stuur
    telefoon telefoonnummer top uiteraard vergeten verkeerd vertel vraag vragen wacht weet weg
    weten yes zeg zeggen zegt zei zeker zet zie zien
    """
)
_TIME_AND_CLINIC = _words(
    """
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag vandaag morgen overmorgen ochtend
    ochtends middag middags avond avonds nacht week weken weekend dagen maand maanden jaren uur
    uren kwart kwartier half minuut minuten tijd tijden tijdstip datum vroeg januari februari
    maart april juni juli augustus september oktober november december twee drie vier vijf zes
    zeven acht negen tien elf twaalf afspraak afspraken afzeggen arts artikel behandeling
    behandelen bel bellen chiropractie chiropractor chiropractors controle dna dokter e-mail email
    erfelijk erfelijkheid fysiotherapeut gen genen genetisch hernia huisarts inplannen kind
    kinderen klacht klachten kost kosten last mail mailadres medicijnen nek oefeningen onderrug
    ouders patient patiënt patiënte pijn plannen praktijk rug rugklachten rugpijn therapeut
    verplaatsen verzekering verzetten voorkeur ziekte
    """
)
_CONDITIONS = _words(
    """
    allergisch anoniem bang belangrijk benieuwd beter bezig bezorgd blij boos doof dringend druk
    duizelig ernstig geboren geopereerd gevallen gezond kapot klant kwijt mis moe nieuwsgierig
    onderweg ongerust onzeker privé stijf tevreden thuis verbaasd verdrietig verhinderd verhuisd
    verkouden vervelend verzekerd vrouw ziek zwanger
    """
)
NOT_A_NAME = _SMALL_WORDS | _TALK | _TIME_AND_CLINIC | _CONDITIONS
"""Words that are no part of a name."""

AFTER_A_NAME = _words("en uit met hier graag aub alsjeblieft alstublieft dank dankje")
"""Words that may follow a bare name."""

REFUSALS = _words("niet behalve zonder plaats")
CORRECTIONS = _words("nee neen toch liever bedoel bedoelde sorry")

NAME_CUES = _words("bij dokter dr doctor chiropractor therapeut fysiotherapeut meneer mevrouw")
"""Words that have the name of a therapist after them, as a rule."""

NAME_LINKS = NAME_CUES | _words("met naar door voor van meer weer of en heer")
"""Words that may stand between a refusal and a name."""

BEFORE_A_NAME = NAME_LINKS | CORRECTIONS | _words("graag doe maar")

NEAR_NAMES = _words(
    """
    griezelen griezelig hofstede hoofdstad jarig koorts kopen schaal scheel school schoon schoot
    schop schor schot steek steel steen stek stel stelt stem stemt step ster sterk stern steun
    teen ten tent term tij tijdig tik tin ton toon trein tuin
    """
)
"""Common words that are a letter or two away from the name of a chiropractor."""
