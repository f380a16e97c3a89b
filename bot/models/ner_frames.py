"""Sentences of patients with a place for a name, for training the name recogniser.

``{p}`` stands for a person, ``{c}`` for a chiropractor of the clinic, ``{g}`` for a place.
"""

WITH_NAME = """
ik ben {p}
Ik ben {p} en ik wil graag een afspraak.
hoi ik ben {p}, kan ik morgen langskomen?
Hallo, met {p}
hallo met {p} hier
goedemorgen, u spreekt met {p}
Goedemiddag, mijn naam is {p}.
mijn naam is {p} en ik heb een vraag
Mijn naam: {p}
naam: {p}
naam {p} tel 0612345678
{p}
{p}, 06 12345678
{p} 0612345678
0612345678 {p}
ik heet {p}
Ik heet {p}, ik woon in {g}.
het is op naam van {p}
De afspraak staat op naam van {p}.
op naam van mevrouw {p} graag
Graag op naam van de heer {p}
zet maar op {p}
noteer maar {p} alstublieft
u mag {p} noteren
Met {p}, ik bel over mijn afspraak van dinsdag.
dit is {p}
Dit is {p}, de moeder van {p}.
het gaat om mijn dochter {p}
Voor mijn zoon {p} wil ik iets vragen.
een afspraak voor mijn dochter {p} van 12
mijn man {p} heeft al jaren rugpijn
Mijn vrouw {p} en ik willen graag samen komen.
mijn vriend {p} is ook bij jullie geweest
mijn zus {p} heeft het ook, is dat erfelijk?
Mijn moeder, {p}, had altijd last van haar rug.
mijn oom {p} kreeg op zijn veertigste een hernia
is {p} vandaag aanwezig?
Werkt {p} ook op vrijdag?
Heeft {p} morgen nog plek?
kan ik bij {p} terecht?
ik wil graag bij {p} een afspraak
liever bij {p} dan bij {p}
Kan ik dinsdag om 10 uur bij {c}, ik ben {p}, 0612345678
afspraak bij {c}
Ik wil graag naar {c}.
bij {c} graag
{c} graag
heeft {c} donderdagmiddag tijd
doe maar {c}
is {c} er morgen
toch liever {c}
nee, niet bij {c} maar bij {c}
Ik ben onder behandeling bij {c}.
wanneer werkt {c}
werkt {c} ook in {g}?
dokter {c} heeft mij geholpen
bedankt {c}!
groetjes {p}
Met vriendelijke groet, {p}
Groeten, {p}
gr {p}
alvast bedankt, {p}
Vriendelijke groeten van {p} uit {g}
Mvg {p}
mijn huisarts {p} zegt dat ik langs moet komen
ik ben doorverwezen door dokter {p}
Volgens {p} zit het in de familie.
mijn buurman {p} raadde jullie aan
ik kom samen met {p}
spreek ik met {p}?
ben jij {p}?
is dit {p}
Mag ik {p} spreken alstublieft?
kan {p} mij terugbellen?
laat {p} even bellen
ja ik ben het weer, {p}
{p} is mijn naam
{p} hier, ik kan morgen niet
Hier {p} weer. Kan de afspraak een uur later?
sorry, {p} moet het zijn
nee mijn achternaam is {p}
mijn voornaam is {p}
voornaam {p}
de patiënt heet {p}
Ons dochtertje {p} is drie maanden.
ik zoek een chiropractor voor {p}, mijn baby
{p} en {p} komen samen
Zowel {p} als {p} hebben last van hun rug.
eh ja met {p} ik wilde even iets vragen over mijn rug
ja hallo u spreekt met {p} uit {g} ik heb sinds een week last
ik ben {p} trouwens
mijn naam is {p} hoor
{p} uit {g}
Ik ben {p} en ik ben 45 jaar.
mevrouw {p}
meneer {p} belt zo terug
Dhr. {p}
mw. {p} geb 12-03-1960
Beste {c}, kan ik mijn afspraak verzetten?
Hoi {c}, met {p}.
bij wie had ik ook alweer een afspraak, {c} of {c}?
heeft {c} een opleiding gedaan?
wie is {c}?
wat doet {c} bij movewell
Vorige keer was ik bij {c}, dat beviel goed.
Vorig jaar ben ik geholpen door {c}
mijn dochter {p} wil graag bij {c}
Ik wil de afspraak van {p} verzetten naar vrijdag.
kan de afspraak van {p} een dag later
annuleer de afspraak van {p} maar
Onze zoon {p} ({p} is 9) heeft last van zijn nek.
zou {c} mij even kunnen bellen?
Zeg maar {p}
noem me maar {p}
zeg maar gewoon {p} hoor
{p}, aangenaam
hee {p} hier ff een vraagje
yo met {p}
hoi {c}, hoe gaat het
Dag {c}, ik heb een vraag over mijn rug.
goedenavond, {p} is de naam
Mijn meisjesnaam is {p}.
getrouwd met {p}
ik sta ingeschreven als {p}
ik sta bij jullie bekend onder {p}
achternaam {p}
Volledige naam: {p}
dat schrijf je als {p}
Patiënt: {p}, geboren in {g}
namens mijn vader {p} vraag ik dit
Ik bel namens {p}.
de vrouw van {p}
ik ben de dochter van {p}
ik ben een collega van {p}
Mijn schoonmoeder {p} is 78 en komt uit {g}.
mijn tweelingzus {p} en ik
{p} en ik zijn een eeneiige tweeling
mijn kleinzoon {p} voetbalt
Opa {p} had een kromme rug.
tante {p} had ook altijd spit
mijn nichtje {p} van 15
mijn baas {p} zegt dat ik te veel zit
volgens mijn fysio {p} is het erfelijk
mijn trainer {p} raadt het aan
mijn vriendin {p} is zwanger en heeft bekkenpijn
Is het {p} of {p} die op maandag werkt?
Is {c} een man of een vrouw?
Kan {c} ook Engels?
hoe lang werkt {c} al bij jullie
vindt {c} het goed als ik {p} meeneem
graag niet bij {c}
alles behalve {c}
ik had bij {c} een afspraak om 9 uur maar ik red het niet
mag het ook {c} zijn
{c} of anders {c}
dinsdag bij {c}
om 10 uur bij {c} graag
morgen {c}
volgende week {c} als dat kan, {p}
groet {p} en {p}
liefs {p}
Hartelijke groet, {p} uit {g}
dank je {c}
top {c}, tot dan!
Bedankt voor de hulp, {p}
ja hoor, {p}, en mijn nummer is 06 12345678
ja dat klopt, {p}
nee niet {p}, maar {p}
sorry ik bedoelde {p}
het is {p} met een h
{p} zonder streepje
spel ik {p} goed?
hallo ik wilde een afspraak maken voor volgende week bij {c} mijn naam is {p}
eh ik ben dus {p} en eh mijn rug doet zeer
Mijn naam is {p}, maar iedereen noemt mij {p}.
Graag een eerste afspraak voor {p}, tel. 06-12345678
Ik ben {p}, al patiënt bij {c}.
ben ik aan het chatten met {c}
bent u {c}?
met {p} van de receptie
mevr. {p} wil een afspraak
dhr {p} moet nog terugbellen
de heer en mevrouw {p}
familie {p} komt morgen
Wij zijn de familie {p} uit {g}.
opa {p} had ook een kromme rug
het gaat om oma {p}
Broer {p} heeft nergens last van.
neef {p} is fysiotherapeut
mag ik jou {p} noemen
{p} en {p} kunnen allebei op dinsdag
{p}, {p} en {p} hebben alle drie een hernia
afspraak voor twee personen: {p} en {p}
oeps verkeerd getypt, {p} is het
nog een keer {p} hier
mijn man heet {p}
zijn naam is {p}
haar naam: {p}
ze heet {p} en is 6
hij heet {p}
Mijn partner {p} slaapt slecht.
mag de afspraak op de naam van mijn man, {p}
achternaam eerst: {p}
De naam is {p}, met een c.
hier is {p} van dinsdag
""".strip().splitlines()

WITHOUT_NAME = """
ik ben moe
ik ben al twee weken thuis
ik ben zwanger
Ik ben verpleegkundige en sta de hele dag.
ik ben 45 jaar en heb rugpijn
Ik ben benieuwd of het erfelijk is.
mijn rug doet pijn
mijn schouders zitten vast
mijn onderrug en heupen zijn stijf
Ik heb pijn in mijn nek en schouders.
zit rugpijn in de familie?
wat is epigenetica
wat doet het COMT-gen
is COL9A2 een gen?
OPRM1 en pijn
wat is IL-6
hoe werkt BDNF
TNF-alfa en ontsteking
MMP gen kraakbeen
kan ik dinsdag om 10 uur
dinsdag graag
woensdagmiddag om half drie
vrijdag 27 november
maandag of dinsdag
In januari heb ik geen tijd.
morgen in de ochtend
volgende week donderdag
Wat zijn de openingstijden van MoveWell?
MoveWell Chiropractie Hilversum
zitten jullie in {g}?
ik woon in {g}
Ik kom uit {g}, is dat een probleem?
kan ik in {g} ook terecht
vergoedt Zilveren Kruis dit?
ik ben verzekerd bij CZ
Menzis of VGZ, maakt dat uit?
ik zit bij Univé
wordt het vergoed door ONVZ
hoeveel kost een behandeling
hebben jullie parkeerplaatsen
graag een afspraak
doe maar de eerste
geen voorkeur
maakt niet uit
ja graag
nee dank u
prima
klopt
ik wil een mens spreken
met wie spreek ik
wie zijn de chiropractors
hallo
Goedemorgen
hoi
bedankt
dank je wel
fijne dag nog
mijn moeder had het ook
mijn vader en mijn opa hadden een hernia
mijn dochter heeft scoliose
Mijn zoon van veertien klaagt over zijn rug.
mijn man snurkt en slaapt slecht
mijn vrouw is in de overgang
mijn nummer is 0612345678
06 12345678
u kunt mij bellen op 035 6241234
mijn mail is info@voorbeeld.nl
Hoeveel procent is erfelijk?
Hoeveel genen zijn het?
hoeveel afspraken heb ik nodig
jullie zijn goed
u bent vriendelijk
kunt u mij helpen
kunnen jullie mij terugbellen
heeft u morgen plek
wat raadt u aan
Heeft het zin om te sporten?
Helpt bewegen tegen slijtage?
Kan stress mijn genen aanzetten?
Slaap ik te weinig?
is een hernia erfelijk
wat is discopathie
Is artrose erfelijk?
Wat zegt de studie uit Zweden?
in Amerika bestaan er testen
Bestaat er een test in Nederland?
tijd
zijn
pijn in mijn zij
steen
sterke spieren
ik sta stil
eten en drinken
tien uur
zeker
goed zo
stop
laat maar
verwijder mijn gegevens
annuleren
verzetten
Ik wil mijn afspraak afzeggen.
ik heb een eerste afspraak nodig
vervolgafspraak
mijn fysio zegt dat het artrose is
mijn huisarts stuurt mij door
de neuroloog heeft een MRI gemaakt
mijn werk is zwaar
Ik werk in de bouw.
ik sport veel: hardlopen en crossfit
ik ga met de trein naar {g}
Wij gaan in mei op vakantie naar {g}.
eh ja ik wilde eigenlijk weten of het in de familie zit
kinesist zei dat het van mijn rug komt
allez is dat nu erfelijk of niet
amai wat een pijn
precies
ok top
Hilversum
Testosteron en oestrogeen
Collageen en kraakbeen
Jarig in december, mag dat ook?
Fijn, tot dan!
Lieve groet en tot morgen
Beste mensen van de praktijk
Geachte heer of mevrouw
Beste chiropractor
ik had bij jullie een afspraak om 9 uur maar ik red het niet
Mijn hond is ook stijf.
Mijn opa en oma komen uit {g}.
ik ben een man van 50
ik ben een moeder van drie
Ik ben huisarts en heb een vraag.
met vriendelijke groet
groetjes
liefs
ik ben er om tien uur
ben jij een robot
bent u een mens
is dit de chat van MoveWell
Kan ik mijn afspraak verzetten naar vrijdag 4 december?
mijn afspraak van maandag kan niet doorgaan
Kunt u mij vertellen wat neuroplasticiteit is?
de operatie was in het Tergooi in {g}
ik moet naar het ziekenhuis in {g}
Dat zei de orthopeed ook.
ik slik paracetamol en ibuprofen
Diclofenac helpt niet
is Pilates goed
ik doe aan yoga in {g}
Ajax speelt zondag
wat vindt u van Cesar therapie
mensendieck of chiropractie
ik heb Bechterew
de ziekte van Scheuermann
is Scheuermann erfelijk
een studie van de universiteit van {g}
Lees ik dat goed, meer dan 700 genen?
Waarom krijgt mijn broer het wel en ik niet?
kan het COMT gen getest worden
mijn bed is van Auping
ik rijd in een Volkswagen en zit veel
zomer en winter
Pasen, Pinksteren en Kerst bent u dicht?
op Koningsdag open?
ik ben hier nieuw
ik ben goed verzekerd
ik ben verzekerd bij Aegon
mijn verzekeraar is a.s.r.
Ohra of FBTO
wij wonen in {g} Haven
ik kom uit {g} Noord
in Frankrijk deden ze dat ook
is dit een ander gen dan COMT
ik ben stijf en moe
wat is dat nu weer
""".strip().splitlines()

OPENINGS = """
Hoi, {p} hier.
{p} hier,
Goedemorgen, met {p}.
hallo ik ben {p},
Ik ben {p}.
{p} weer!
ja met {p} nog een keer
Beste {c},
Hoi {c},
""".strip().splitlines()

CLOSINGS = """
Groet, {p}
groetjes {p}
gr. {p}
{p}
Alvast bedankt, {p}
mvg {p}
, zegt {p}
volgens {c}
Kan {c} dat uitleggen?
(vraag van {p})
""".strip().splitlines()

RELATIVES = (
    r"\b(?P<whole>(?:mijn|m'n|onze?) (?:"
    r"moeder|vader|ma|pa|mama|papa|zus|zusje|broer|broertje|oma|opa|"
    r"dochter|dochtertje|zoon|zoontje|man|vrouw|vriend|vriendin|partner|buurman|buurvrouw|collega|"
    r"tante|oom|neef|nicht|schoonmoeder|schoonvader|kleinzoon|kleindochter|bomma|bompa|fysio|"
    r"huisarts|trainer|baas|leraar|kinesist|fysiotherapeut))\b"
)
"""Relatives and others in patients' questions, who may be given a name."""

CHIROPRACTORS = ["Jarco Schol", "Tijn Kooren", "Desiree Griesel", "Sten Hofstad"]

PLACES = """
Hilversum Bussum Naarden Huizen Laren Blaricum Weesp Almere Amersfoort Utrecht Amsterdam Baarn
Soest Eemnes Loosdrecht Kortenhoef Rotterdam Groningen Maastricht Antwerpen Gent Brussel
Nederland België Duitsland Spanje Frankrijk Zweden Turkije Marokko Suriname Amerika
""".split()

EXTRA_FIRST_NAMES = """
Fatima Mohammed Ahmed Youssef Khadija Samira Hassan Naima Rachid Soufiane Bilal Ayşe Mehmet Emre
Zeynep Elif Mustafa Özlem Hatice Radjesh Sharda Ashwin Indra Anjali Roy Glenn Cheryl Wei Mei
Ling Jing Nguyen Siti Agus Wayan Piotr Agnieszka Katarzyna Krzysztof Olena Oleksandr Natalia
Fenna Sjoerd Wietske Jelle Sietse Hidde Femke Tjitske Douwe Gerrit Klaas Truus Corrie Riet Nel
Wim Ben Joke Annelies Annemarie Marie-Louise Jan-Willem Pieter-Jan Geert Jef Griet Lieve Koen
Bram Daan Sem Noor Lotte Saar Mees Ruben Wessel Thijs Sanne Eline Floor Jip Pim Teun Roos Fleur
Isa Liv Luca Noud Chantal Kimberley Priscilla Shirley Brian Kevin Mitchell Dylan Jayden Xavi
Rayan Amir Sara Yara Nora Ans Ria Bep Toos Jos Sjaak Cees Kees Henk Piet Joop Arie Bart Rik
Stijn Tim Tom Rob Ron Rens Guus Gijs Willemijn Charlotte Caroline Hendrikje Wilhelmina Johanna
Cornelis Adrianus Theodora
""".split()

EXTRA_LAST_NAMES = """
Yılmaz Kaya Demir Öztürk Çelik Benali Bouazza Haddou Bakkali Aarab Azzouzi Ouali Ramdin
Bhagwandin Jagessar Kartosen Pinas Doekhi Chen Wang Li Zhang Nguyen Tran Santoso Hartono
Kowalski Nowak Wiśniewska Smith Johnson Miller Hoekstra Dijkstra Postma Bakema Wiersma Zijlstra
Peeters Janssens Maes Claes Wouters Goossens Vermeulen Verhoeven Verhagen Koopmans Brouwer
Kuipers Scholten Prins Smeets Groot Wit Bruin Vos Haan Lange Jong Boer Vries Berg Dam Wal Meer
Meulen Heijden Linden Horst Velde Broek Oldenborgh Rossum Leeuwen Dongen Breda Beek Heuvel Hoek
Dijk Veen Wijk Ree
""".split()

PARTICLES = """
van, van de, van der, van den, de, den, der, ter, ten, 't, van 't, in 't, op de, el, ben, von, le, van het
""".strip().split(", ")
