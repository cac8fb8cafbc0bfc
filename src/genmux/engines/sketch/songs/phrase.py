"""A sentence to read aloud, so that a voice proves to be somebody's own."""

from __future__ import annotations

from genmux.engines.base import EngineFailure, Rendered, Report, Work
from genmux.engines.sketch import seeds

_USUAL = "en"
PHRASES: dict[str, tuple[str, ...]] = {
    "en": (
        "The morning light fell softly on the kitchen table.",
        "We walked along the river until the rain began.",
        "My neighbour plays the piano every Sunday evening.",
        "A small boat crossed the quiet lake at noon.",
        "She packed two apples and a map for the journey.",
        "The old clock in the hall has stopped again.",
    ),
    "zh": (
        "清晨的阳光轻轻照在窗台上。",
        "我们沿着河边慢慢走回家。",
        "邻居每个星期天晚上都会弹钢琴。",
        "小船安静地穿过平静的湖面。",
        "她带了两个苹果和一张地图去旅行。",
        "今天的晚霞比昨天还要好看。",
    ),
    "es": (
        "La luz de la mañana entraba despacio por la ventana.",
        "Caminamos junto al río hasta que empezó a llover.",
        "Mi vecina toca el piano todos los domingos.",
        "Un barco pequeño cruzó el lago al mediodía.",
        "Guardó dos manzanas y un mapa para el viaje.",
        "El viejo reloj del pasillo se ha parado otra vez.",
    ),
    "fr": (
        "La lumière du matin entrait doucement dans la cuisine.",
        "Nous avons marché le long de la rivière jusqu'à la pluie.",
        "Ma voisine joue du piano tous les dimanches soir.",
        "Un petit bateau a traversé le lac à midi.",
        "Elle a pris deux pommes et une carte pour le voyage.",
        "La vieille horloge du couloir s'est encore arrêtée.",
    ),
    "pt": (
        "A luz da manhã entrava devagar pela janela.",
        "Caminhámos junto ao rio até começar a chover.",
        "A minha vizinha toca piano todos os domingos.",
        "Um barco pequeno atravessou o lago ao meio-dia.",
        "Ela guardou duas maçãs e um mapa para a viagem.",
        "O velho relógio do corredor parou outra vez.",
    ),
    "de": (
        "Das Morgenlicht fiel sanft auf den Küchentisch.",
        "Wir gingen am Fluss entlang, bis der Regen begann.",
        "Meine Nachbarin spielt jeden Sonntagabend Klavier.",
        "Ein kleines Boot fuhr mittags über den stillen See.",
        "Sie packte zwei Äpfel und eine Karte für die Reise ein.",
        "Die alte Uhr im Flur ist wieder stehen geblieben.",
    ),
    "ja": (
        "朝の光が台所の窓からやさしく差し込みました。",
        "雨が降り出すまで川沿いを歩きました。",
        "隣の人は毎週日曜日の夜にピアノを弾きます。",
        "小さな船が静かな湖を渡っていきました。",
        "彼女はりんごを二つと地図を持って旅に出ました。",
        "廊下の古い時計がまた止まってしまいました。",
    ),
    "ko": (
        "아침 햇살이 부엌 창문으로 부드럽게 들어왔어요.",
        "우리는 비가 올 때까지 강가를 걸었습니다.",
        "옆집 사람은 일요일 저녁마다 피아노를 칩니다.",
        "작은 배 한 척이 고요한 호수를 건너갔어요.",
        "그녀는 사과 두 개와 지도를 챙겨 여행을 떠났어요.",
        "복도의 오래된 시계가 또 멈춰 버렸어요.",
    ),
    "hi": (
        "सुबह की धूप धीरे से खिड़की पर आ गई।",
        "हम बारिश शुरू होने तक नदी के किनारे चलते रहे।",
        "मेरी पड़ोसन हर रविवार शाम को पियानो बजाती है।",
        "एक छोटी नाव दोपहर में शांत झील के पार गई।",
        "उसने सफ़र के लिए दो सेब और एक नक्शा रखा।",
        "बरामदे की पुरानी घड़ी फिर से रुक गई है।",
    ),
    "ru": (
        "Утренний свет мягко падал на кухонный стол.",
        "Мы шли вдоль реки, пока не начался дождь.",
        "Моя соседка играет на пианино каждое воскресенье.",
        "Маленькая лодка пересекла тихое озеро в полдень.",
        "Она взяла в дорогу два яблока и карту.",
        "Старые часы в коридоре опять остановились.",
    ),
}


def render_phrase(work: Work, report: Report) -> Rendered:
    """No file; `phrase` in the language asked for (English where it has none), by the seed.

    A request that builds on an earlier phrase gets another one in the same language, and needs no
    recording. EngineFailure when a recording ends before the passage that is to hold the voice.
    """
    start = float(work.input.get("vocalStartS") or 0)
    for media in work.media:
        seconds = media.facts.seconds
        if media.role == "voice" and start >= seconds:
            raise EngineFailure(
                f"vocalStartS: the recording ends after {seconds:.1f} s, before {start:g} s",
                code="422",
            )
    language = _language(work)
    before = {parent.extra.get("phrase") for parent in work.parents.values()}
    phrases = [phrase for phrase in PHRASES[language] if phrase not in before]
    chosen = phrases[int(seeds.generator(work.seed).integers(len(phrases)))]
    report(1.0)
    return Rendered(extra={"phrase": chosen, "language": language})


def _language(work: Work) -> str:
    """The language asked for here, or by the request that this one repeats."""
    asked = [work.input.get("language")]
    for parent in work.parents.values():
        asked += [parent.extra.get("language"), parent.input.get("language")]
    named = next((name for name in asked if isinstance(name, str) and name), _USUAL)
    language = named.lower().partition("-")[0]
    return language if language in PHRASES else _USUAL
