"""Small dictionaries of languages in Latin letters: word=english, dashes join compounds."""

from __future__ import annotations

from genmux.engines.sketch.romance import ITALIAN, PORTUGUESE

_GERMAN = """
vollmond=full-moon dach=roof katze=cat kater=cat hund=dog hunde=dogs welpe=puppy vogel=bird
vögel=birds pferd=horse bär=bear fuchs=fox wolf=wolf hase=rabbit kaninchen=rabbit eule=owl
fisch=fish fische=fishes drache=dragon drachen=dragon löwe=lion elefant=elephant kuh=cow
schaf=sheep schwein=pig ente=duck frosch=frog schmetterling=butterfly biene=bee maus=mouse
igel=hedgehog eichhörnchen=squirrel reh=deer hirsch=deer mann=man männer=men frau=woman
frauen=women mädchen=girl junge=boy kind=child kinder=children mensch=person menschen=people
oma=grandmother opa=grandfather großmutter=grandmother großvater=grandfather könig=king
königin=queen ritter=knight zauberer=wizard hexe=witch koch=chef köchin=chef arzt=doctor
ärztin=doctor bauer=farmer astronaut=astronaut roboter=robot fischer=fisherman haus=house
häuser=houses schloss=castle burg=castle kirche=church turm=tower leuchtturm=lighthouse
brücke=bridge windmühle=windmill mühle=windmill zelt=tent brunnen=fountain baum=tree bäume=trees
blume=flower blumen=flowers rose=rose sonnenblume=sunflower pilz=mushroom auto=car
fahrrad=bicycle zug=train boot=boat schiff=ship segelboot=sailboat flugzeug=plane rakete=rocket
ballon=balloon heißluftballon=hot-air-balloon motorrad=motorcycle bus=bus tisch=table
stuhl=chair sofa=sofa bett=bed lampe=lamp buch=book bücher=books brief=letter tasse=cup
kaffee=coffee tee=tea kuchen=cake torte=cake brot=bread apfel=apple äpfel=apples zitrone=lemon
erdbeere=strawberry pizza=pizza suppe=soup bier=beer wein=wine flasche=bottle glas=glass
uhr=clock gitarre=guitar klavier=piano geige=violin regenschirm=umbrella hut=hat krone=crown
schwert=sword ball=ball geschenk=gift kerze=candle herz=heart schneemann=snowman wald=forest
berg=mountain berge=mountains gebirge=mountains meer=sea strand=beach see=lake fluss=river
stadt=city straße=street dorf=village wüste=desert wiese=meadow feld=field garten=garden
himmel=sky weltraum=space mond=moon küche=kitchen schlafzimmer=bedroom wohnzimmer=living-room
bibliothek=library büro=office bühne=stage fenster=window schnee=snow regen=rain nebel=fog
sturm=storm gewitter=thunderstorm wolken=clouds sonnenuntergang=sunset sonnenaufgang=sunrise
nacht=night abend=evening morgen=morning herbst=autumn winter=winter frühling=spring
sommer=summer ölgemälde=oil-painting aquarell=watercolor zeichnung=drawing
bleistiftzeichnung=pencil plakat=poster schwarzweiß=black-and-white scherenschnitt=papercut
rot=red blau=blue grün=green gelb=yellow schwarz=black weiß=white rosa=pink lila=purple
braun=brown grau=grey orange=orange zwei=two drei=three vier=four fünf=five sechs=six
sieben=seven acht=eight viele=many einige=some auf=on unter=under hinter=behind vor=in-front-of
neben=next-to über=above in=in im=in mit=with am=at bei=at reitet=riding reitend=riding
hält=holding trägt=wearing schläft=sleeping schlafend=sleeping springt=jumping läuft=running
rennt=running tanzt=dancing sitzt=sitting fliegt=flying liest=reading kocht=cooking
spielt=playing schwimmt=swimming und=and ohne=without groß=big riesig=giant klein=small alt=old
ein=a eine=a der=the die=the das=the
"""
_SPANISH = """
gato=cat gata=cat perro=dog pájaro=bird pájaros=birds caballo=horse oso=bear zorro=fox lobo=wolf
conejo=rabbit búho=owl pez=fish peces=fishes dragón=dragon león=lion elefante=elephant vaca=cow
oveja=sheep cerdo=pig pato=duck rana=frog mariposa=butterfly abeja=bee ratón=mouse
ardilla=squirrel ciervo=deer tigre=tiger mono=monkey hombre=man mujer=woman niña=girl niño=boy
niños=children persona=person personas=people gente=people abuela=grandmother abuelo=grandfather
rey=king reina=queen caballero=knight mago=wizard bruja=witch cocinero=chef médico=doctor
granjero=farmer astronauta=astronaut robot=robot pescador=fisherman pirata=pirate casa=house
castillo=castle iglesia=church torre=tower faro=lighthouse puente=bridge molino=windmill
tienda=tent fuente=fountain árbol=tree flor=flower flores=flowers rosa=rose girasol=sunflower
seta=mushroom palmera=palm cactus=cactus coche=car carro=car bicicleta=bicycle tren=train
barco=ship barca=boat velero=sailboat avión=plane cohete=rocket globo=balloon moto=motorcycle
mesa=table silla=chair sofá=sofa cama=bed lámpara=lamp libro=book carta=letter taza=cup
café=coffee té=tea pastel=cake tarta=cake pan=bread manzana=apple limón=lemon fresa=strawberry
pizza=pizza sopa=soup cerveza=beer vino=wine botella=bottle vaso=glass reloj=clock
guitarra=guitar piano=piano violín=violin paraguas=umbrella sombrero=hat corona=crown
espada=sword pelota=ball balón=ball regalo=gift vela=candle corazón=heart bosque=forest
montaña=mountain montañas=mountains mar=sea playa=beach lago=lake río=river ciudad=city
calle=street pueblo=village desierto=desert prado=meadow campo=field jardín=garden colina=hill
cielo=sky espacio=space luna=moon cocina=kitchen dormitorio=bedroom sala=living-room
biblioteca=library oficina=office escenario=stage ventana=window nieve=snow lluvia=rain
niebla=fog tormenta=storm nubes=clouds atardecer=sunset amanecer=sunrise noche=night
tarde=evening mañana=morning otoño=autumn invierno=winter primavera=spring verano=summer
acuarela=watercolor óleo=oil-painting dibujo=drawing lápiz=pencil cartel=poster rojo=red
roja=red azul=blue verde=green amarillo=yellow amarilla=yellow negro=black negra=black
blanco=white blanca=white rosado=pink morado=purple marrón=brown gris=grey naranja=orange
dos=two tres=three cuatro=four cinco=five seis=six siete=seven ocho=eight muchos=many
muchas=many sobre=on en=in bajo=under debajo=under detrás=behind frente=in-front-of
delante=in-front-of junto=next-to encima=on con=with montando=riding monta=riding
sosteniendo=holding durmiendo=sleeping duerme=sleeping saltando=jumping corriendo=running
bailando=dancing baila=dancing sentado=sitting sentada=sitting volando=flying leyendo=reading
lee=reading cocinando=cooking tocando=playing toca=playing nadando=swimming y=and sin=without
grande=big gigante=giant pequeño=small pequeña=small un=a una=a el=the la=the los=the las=the
encapuchado=hooded
"""
_FRENCH = """
chat=cat chatte=cat chien=dog oiseau=bird oiseaux=birds cheval=horse chevaux=horses ours=bear
renard=fox loup=wolf lapin=rabbit hibou=owl chouette=owl poisson=fish dragon=dragon lion=lion
éléphant=elephant vache=cow mouton=sheep cochon=pig canard=duck grenouille=frog
papillon=butterfly abeille=bee souris=mouse écureuil=squirrel cerf=deer tigre=tiger singe=monkey
homme=man femme=woman fille=girl garçon=boy enfant=child enfants=children personne=person
gens=people grand-mère=grandmother grand-père=grandfather roi=king reine=queen chevalier=knight
magicien=wizard sorcière=witch cuisinier=chef médecin=doctor fermier=farmer astronaute=astronaut
pêcheur=fisherman maison=house château=castle église=church tour=tower eiffel=eiffel-tower
phare=lighthouse pont=bridge moulin=windmill tente=tent fontaine=fountain arbre=tree
fleur=flower rose=rose tournesol=sunflower champignon=mushroom voiture=car vélo=bicycle
train=train bateau=boat navire=ship voilier=sailboat avion=plane fusée=rocket ballon=balloon
montgolfière=hot-air-balloon moto=motorcycle table=table chaise=chair canapé=sofa lit=bed
lampe=lamp livre=book lettre=letter tasse=cup café=coffee thé=tea gâteau=cake pain=bread
pomme=apple citron=lemon fraise=strawberry pizza=pizza soupe=soup bière=beer vin=wine
bouteille=bottle verre=glass horloge=clock guitare=guitar piano=piano violon=violin
parapluie=umbrella chapeau=hat couronne=crown épée=sword balle=ball cadeau=gift bougie=candle
cœur=heart forêt=forest montagne=mountain mer=sea plage=beach lac=lake rivière=river ville=city
rue=street village=village désert=desert prairie=meadow champ=field jardin=garden colline=hill
ciel=sky espace=space lune=moon cuisine=kitchen chambre=bedroom salon=living-room
bibliothèque=library bureau=office scène=stage fenêtre=window neige=snow neigeux=snowy
pluie=rain brouillard=fog tempête=storm orage=thunderstorm nuages=clouds crépuscule=sunset
soleil=sunny aube=sunrise nuit=night soir=evening matin=morning automne=autumn hiver=winter
printemps=spring été=summer aquarelle=watercolor huile=oil-painting dessin=drawing crayon=pencil
affiche=poster rouge=red bleu=blue bleue=blue vert=green verte=green jaune=yellow noir=black
noire=black blanc=white blanche=white violet=purple brun=brown gris=grey deux=two trois=three
quatre=four cinq=five six=six sept=seven huit=eight plusieurs=several sur=on sous=under
derrière=behind devant=in-front-of près=near dans=in avec=with chevauchant=riding tenant=holding
tient=holding portant=wearing porte=wearing dort=sleeping endormi=sleeping saute=jumping
court=running danse=dancing assis=sitting assise=sitting vole=flying volant=flying
lit-un=reading lisant=reading cuisinant=cooking joue=playing jouant=playing nage=swimming et=and
sans=without grand=big géant=giant petit=small petite=small un=a une=a le=the la=the les=the
"""


def _pairs(text: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in text.split())


DICTIONARIES: dict[str, dict[str, str]] = {
    "de": _pairs(_GERMAN),
    "es": _pairs(_SPANISH),
    "fr": _pairs(_FRENCH),
    "it": _pairs(ITALIAN),
    "pt": _pairs(PORTUGUESE),
}
_SMALL = {
    "de": "der die das ein eine einer einem einen und im am auf mit bei vor unter vom zur zum ist "
    "den dem des über hinter neben ohne zwei drei",
    "es": "el la los las un una unos y en con del al bajo sobre por para sin dos tres de",
    "fr": "le la l les un une d des et dans sur avec sous du au aux chez devant sans deux trois de "
    "près",
    "it": "il lo la gli i un una uno e di del della nel nella sul sulla con al alla sotto su "
    "due tre",
    "pt": "o os um uma da dos das na nos nas com em sob ao à dois duas três de",
}
MARKS = {language: frozenset(words.split()) for language, words in _SMALL.items()}
"""small words that tell a language"""
