"""The small words around a day or a time that decide whether it is one."""


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(words.split())


ARTICLES = word_set("de den het der")
BETWEEN_DAYS = word_set("op de den het der in van aan , dan is")
JOINING = word_set("of en , / + danwel ofwel ook")
RANGE = word_set("tot tm -")

# What may stand after a bare number or ordinal for it to be a time or a day.
FOLLOWERS = word_set(
    "om op bij met voor na vanaf tot tm in of en maar graag gaarne aub alstublieft svp asjeblieft "
    "kan kunt kunnen zou is was wil wilt ik u jij je we wij het dan nog ook van liever liefst niet "
    "wel lukt komt kom komen past schikt goed prima ok oke ja nee uur uurtje tussen rond te al die "
    "dat plek plaats vrij beschikbaar langs langskomen terecht mogelijk heb heeft hebben hebt "
    "jullie een mijn naar even iets ergens of eventueel alvast dank bedankt "
    "dhr mevrouw meneer zijn zal mag mogen as anders - "
    "zonder want omdat daarna ervoor daarvoor vroeg laat later eerder houdt hou uiterlijk"
)
QUANTITIES = word_set(
    "procent % € euro keer maal x kinderen kind personen persoon mensen man vrouwen kilo kg gram "
    "cm mm meter km kilometer liter graden wervel wervels behandelingen behandeling sessies sessie "
    "afspraken oefeningen oefening stuks stuk punten centimeter broers broer zussen zus "
    "redenen plekken plaatsen pillen tabletten keren rugwervels halswervels genen studies "
    "onderzoeken delen soorten"
)
LASTING = word_set(
    "duurt duurde duren zit zat zitten sta stond staan werk werkt werkte slaap slaapt sliep slapen "
    "rijd reed rij lig lag loop liep reis wacht minstens minimaal maximaal zoveel langer kost "
    "sport train fiets wandel elke per hele gedurende al meer minder"
)
BETWEEN_LASTING = word_set(
    "maar soms vaak wel ongeveer circa zeker slechts gemiddeld hooguit dan nu ik zo nog de"
)
AFTER_LASTING = word_set(
    "per lang achter achtereen aaneen geleden slaap slapen werk werken zitten staan rijden reizen "
    "wachten lopen wandelen bureauwerk terug oud durend later"
)
RECURRING = word_set("elke elk iedere ieder alle sinds sedert per steeds")
NO = word_set("niet geen behalve nooit noch werk")
BETWEEN_NO = word_set("op om in de het aan ook")
BETWEEN_REFUSED = BETWEEN_NO | {"of", "en", "noch"}
UNFIT = word_set(
    "kan kunnen lukt gaat komt past schikt ik wij we het mij me dan jammer helaas uit eigenlijk "
    "echt die dag ben heb er zijn dus toch langs - ,"
)
CORRECTING = word_set("nee toch liever bedoel bedoelde sorry oeps verkeerd maar wordt beter")
BOOKED_FOR = word_set(
    "afspraak plek plekje plaats tijd inplannen boeken boek vrij iets gaatje beurt plan zet "
    "afmelden afbellen doorhalen door aanmelden inschrijven reserveren beschikbaar"
)
GOING_ON = word_set("pijn last stijf stijve stijfheid wakker klachten zeer kramp uitstraling moe")
HAPPENED = word_set(
    "gevallen verrekt gekregen getild begonnen geweest gehad viel kreeg begon deed tilde "
    "gebeurd gestoten verdraaid geblesseerd ontstaan opgelopen was had"
)
ASKING = word_set(
    "kan kunnen kunt kun afspraak afspreken langskomen langs komen terecht plek plekje plaats vrij "
    "graag wil wilt wilde zou liefst liever boeken inplannen plannen mogelijk beschikbaar gaatje "
    "verzetten verplaatsen afzeggen annuleren maken past schikt lukt"
)
ONE = word_set("een")
ROUGHLY = word_set("kleine goede ruime dikke")
ABOUT_AMOUNT = word_set("ongeveer circa de")
OF_THE = word_set("van de het der in")
AFTER_MONTH = word_set("- / ' . , van in")
BEFORE_WEEKDAY = word_set("op volgende komende aanstaande deze as vanaf week")
AFTER_WEEKDAY = word_set("is kan past lukt schikt graag prima goed komt zou")
SCORED = word_set("een cijfer score pijn pijnscore pijncijfer")
NAMED = word_set("heet heette")
BEFORE_TIME = word_set("om rond tussen na voor vanaf de")
ALSO_WORDS = word_set("zo zon vrij zat")
PEOPLE = word_set("ma")
BEFORE_DEADLINE = word_set("liefst nog ergens graag wel dan") | {""}
BEFORE_CLOCK = word_set(
    "om rond omstreeks tegen vanaf tussen tot voor na vóór en - uiterlijk of tm ongeveer"
)
ABOUT = word_set("om rond omstreeks tegen omtrent")
LOOSELY = word_set("ongeveer circa ca zo om rond de klok van ergens bij")
MINUTES = word_set("minuut minuten min")
LATER = word_set("later daarna erna")
EARLIER = word_set("eerder vroeger daarvoor ervoor")
A_BIT = word_set("iets wat een beetje liever nog")
BEFORE_ONE_O_CLOCK = ABOUT | word_set("voor vóór na vanaf tot")
GREETING = word_set("goede goeie goeden fijne prettige fijn prettig mooie leuke lekkere")
MORNING_AFTER = word_set("de goede goeie")
GLUED_BEFORE_DIGITS = word_set("half om op di wo do vr za zo ma")
AND_AT = word_set("en met om")
BETWEEN_TIMES = RANGE | word_set("à a of")
BEFORE_MONTH = word_set(". van")
