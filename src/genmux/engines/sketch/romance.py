"""Small dictionaries of Italian and Portuguese: word=english, dashes join compounds."""

from __future__ import annotations

ITALIAN = """
gatto=cat gatta=cat gatti=cats cane=dog cani=dogs uccello=bird uccelli=birds cavallo=horse
orso=bear volpe=fox lupo=wolf coniglio=rabbit gufo=owl pesce=fish pesci=fishes drago=dragon
leone=lion elefante=elephant mucca=cow pecora=sheep maiale=pig anatra=duck rana=frog
farfalla=butterfly topo=mouse scoiattolo=squirrel cervo=deer tigre=tiger uomo=man donna=woman
ragazza=girl bambina=girl bambino=child bambini=children persone=people nonna=grandmother
nonno=grandfather re=king regina=queen cavaliere=knight mago=wizard strega=witch cuoco=chef
medico=doctor astronauta=astronaut pescatore=fisherman casa=house castello=castle chiesa=church
torre=tower faro=lighthouse ponte=bridge mulino=windmill tenda=tent fontana=fountain albero=tree
alberi=trees fiore=flower fiori=flowers rosa=rose girasole=sunflower fungo=mushroom palma=palm
macchina=car auto=car bicicletta=bicycle treno=train nave=ship barca=boat aereo=plane
razzo=rocket mongolfiera=balloon palloncino=balloon moto=motorcycle tavolo=table sedia=chair
divano=sofa letto=bed lampada=lamp libro=book tazza=cup caffè=coffee torta=cake pane=bread
mela=apple mele=apples limone=lemon fragola=strawberry zuppa=soup birra=beer vino=wine
bottiglia=bottle bicchiere=glass orologio=clock chitarra=guitar pianoforte=piano violino=violin
ombrello=umbrella cappello=hat corona=crown spada=sword palla=ball regalo=gift candela=candle
cuore=heart foresta=forest bosco=forest montagna=mountain mare=sea spiaggia=beach lago=lake
fiume=river città=city strada=street villaggio=village deserto=desert prato=meadow campo=field
giardino=garden collina=hill cielo=sky spazio=space luna=moon cucina=kitchen camera=bedroom
soggiorno=living-room biblioteca=library ufficio=office finestra=window neve=snow pioggia=rain
nebbia=fog tempesta=storm nuvole=clouds tramonto=sunset alba=sunrise notte=night sera=evening
mattina=morning autunno=autumn inverno=winter primavera=spring estate=summer
acquerello=watercolor olio=oil-painting disegno=drawing rosso=red rossa=red blu=blue verde=green
giallo=yellow gialla=yellow nero=black nera=black bianco=white bianca=white viola=purple
marrone=brown grigio=grey due=two tre=three quattro=four cinque=five sei=six sette=seven
otto=eight molti=many su=on sul=on sulla=on sotto=under dietro=behind davanti=in-front-of
accanto=next-to sopra=above nel=in nella=in con=with cavalca=riding tiene=holding
indossa=wearing dorme=sleeping salta=jumping corre=running balla=dancing seduto=sitting
seduta=sitting vola=flying legge=reading cucina-il=cooking suona=playing nuota=swimming e=and
senza=without grande=big gigante=giant piccolo=small piccola=small un=a una=a uno=a il=the
la=the lo=the gli=the
"""
PORTUGUESE = """
gato=cat gata=cat cachorro=dog cão=dog cães=dogs pássaro=bird pássaros=birds cavalo=horse
urso=bear raposa=fox lobo=wolf coelho=rabbit coruja=owl peixe=fish peixes=fishes dragão=dragon
leão=lion elefante=elephant vaca=cow ovelha=sheep porco=pig pato=duck sapo=frog
borboleta=butterfly rato=mouse esquilo=squirrel tigre=tiger macaco=monkey homem=man mulher=woman
menina=girl menino=child criança=child crianças=children pessoas=people avó=grandmother
avô=grandfather rei=king rainha=queen cavaleiro=knight mago=wizard bruxa=witch cozinheiro=chef
médico=doctor astronauta=astronaut robô=robot pescador=fisherman casa=house castelo=castle
igreja=church torre=tower farol=lighthouse ponte=bridge moinho=windmill barraca=tent
fonte=fountain árvore=tree árvores=trees flor=flower flores=flowers rosa=rose girassol=sunflower
cogumelo=mushroom palmeira=palm carro=car bicicleta=bicycle trem=train navio=ship barco=boat
avião=plane foguete=rocket balão=balloon moto=motorcycle mesa=table cadeira=chair sofá=sofa
cama=bed lâmpada=lamp livro=book xícara=cup café=coffee bolo=cake pão=bread maçã=apple
maçãs=apples limão=lemon morango=strawberry sopa=soup cerveja=beer vinho=wine garrafa=bottle
copo=glass relógio=clock violão=guitar guitarra=guitar piano=piano violino=violin chapéu=hat
coroa=crown espada=sword bola=ball presente=gift vela=candle coração=heart floresta=forest
montanha=mountain montanhas=mountains mar=sea praia=beach lago=lake rio=river cidade=city
rua=street aldeia=village deserto=desert campo=field jardim=garden colina=hill céu=sky
espaço=space lua=moon cozinha=kitchen quarto=bedroom sala=living-room biblioteca=library
escritório=office janela=window neve=snow chuva=rain neblina=fog tempestade=storm nuvens=clouds
pôr-do-sol=sunset entardecer=sunset amanhecer=sunrise noite=night tarde=evening manhã=morning
outono=autumn inverno=winter primavera=spring verão=summer aquarela=watercolor óleo=oil-painting
desenho=drawing vermelho=red vermelha=red azul=blue verde=green amarelo=yellow amarela=yellow
preto=black preta=black branco=white branca=white roxo=purple marrom=brown cinza=grey dois=two
duas=two três=three quatro=four cinco=five seis=six sete=seven oito=eight muitos=many
muitas=many sobre=on no=in na=in em=in sob=under embaixo=under atrás=behind frente=in-front-of
lado=next-to acima=above com=with montando=riding segurando=holding vestindo=wearing
usando=wearing dormindo=sleeping pulando=jumping correndo=running dançando=dancing
sentado=sitting sentada=sitting voando=flying lendo=reading cozinhando=cooking tocando=playing
nadando=swimming e=and sem=without grande=big gigante=giant pequeno=small pequena=small um=a
uma=a o=the os=the as=the
"""
