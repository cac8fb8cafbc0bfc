"""Which words mean which thing. Data only; `words` reads it, `scene` draws the things."""

from __future__ import annotations

from genmux.engines.sketch import nouns

SEVERAL = frozenset({"fish", "fishes", "birds", "gulls", "seagulls"})
"""words that mean some of a kind, where no number or article stands before them"""

SUBJECTS = nouns.SUBJECTS
WEARERS = frozenset(nouns.PEOPLE)
"""whom a coloured garment belongs to"""

_WORN = (
    "dress coat shirt t-shirt jacket suit robe gown sweater pullover hoodie blouse uniform "
    "kimono skirt outfit clothes clothing cloak trousers sari vest"
)
GARMENTS = frozenset(_WORN.split())

_ANY = (
    "fruit fruits flower flowers tree trees meal food dish dishes plate lunch dinner cuisine "
    "breakfast egg eggs bacon rice candle candles person people plant plants man"
)
GENERIC = frozenset(_ANY.split())
GENERAL: dict[str, frozenset[str]] = {
    "fruit": frozenset({"melon", "banana", "berry", "citrus", "pumpkin"}),
    "lamp": frozenset({"cake"}),
    "flower": frozenset({"bouquet", "sunflower", "tulip", "rose"}),
    "tree": frozenset({"blossom", "palm", "firtree"}),
    "person": frozenset({"boxer", "legionary"}),
    "plate": frozenset({"taco", "sushi", "pizza", "burger", "cake", "breakfast", "bowl"}),
    "breakfast": frozenset({"plate", "taco", "pizza", "sushi", "bowl", "burger", "bread"}),
}
"""`GENERIC` words for a kind of thing, which add nothing where one of the kind is named"""

CARRIERS = frozenset({"table", "shelves", "cloud"})
"""what others stand on or before; drawn itself only where nothing else is"""

PURPOSES = frozenset({"stadium", "kitchen", "bedroom", "library", "office", "stage"})
"""rooms that are meant even where their name is that of a thing, too"""

PERCHES = frozenset({"branch", "perched", "perching", "twig", "nest", "sitting"})
YOUNG = frozenset({"baby", "child", "king", "father", "mother", "old-man"})
"""words that only tell which animal is meant, where they stand before one"""
HERDS = frozenset({"family", "herd", "flock", "group", "team", "pack", "colony", "couple", "pair"})

SETTINGS: dict[str, str] = {
    "space": "alien-planet alien-world distant-planet "
    "space galaxy cosmos cosmic universe nebula planet planets in-orbit earth-orbit mars "
    "on-the-moon to-the-moon moon-surface moon-landing moonscape lunar asteroid interstellar "
    "astronaut rocket spaceship milky-way 太空 星空 космос",
    "underwater": "underwater ocean-floor reef coral submarine aquarium deep-sea under-the-sea "
    "diving diver mermaid jellyfish seabed 海底",
    "sea": "sea ocean beach coast coastal shore island waves wave boat ship yacht sailing sailboat "
    "surf surfing surfer lighthouse harbor harbour seaside bay lagoon 海 море mer playa",
    "lake": "lake mountain-lake river pond lakeside stream waterfall fjord reflection lily-pad "
    "swamp 湖 озеро",
    "city": "city street downtown skyline urban skyscraper building buildings tokyo "
    "new-york york london paris metropolis cyberpunk alley road highway traffic town taxi bus "
    "subway rooftop subway-station train-station metro-station station platform "
    "railway-station 城市 город ciudad stadt",
    "forest": "forest woods woodland jungle rainforest trees grove bamboo mushroom fairy 森林 лес "
    "лесу",
    "desert": "desert dune dunes sahara sand canyon egypt western wild-west 沙漠 пустыня",
    "savanna": "savanna savannah safari africa african outback",
    "snow": "snow snowy winter arctic ice icy iceberg antarctica glacier ski skiing blizzard "
    "christmas polar frozen 雪 снег зима зимний",
    "mountains": "mountain mountains alps peak peaks summit cliff himalaya volcano hiking hiker "
    "valley 山 горы",
    "kitchen": "kitchen bakery cooking",
    "bedroom": "bedroom hotel-room",
    "library": "library bookstore bookshop study archive",
    "office": "office classroom school laboratory lab workshop meeting",
    "stadium": "stadium pitch football-field soccer-field basketball-court tennis-court arena "
    "racetrack boxing-ring in-the-ring running-track sports-field match olympic olympics "
    "football-match",
    "stage": "stage concert theatre theater spotlight ballroom opera circus nightclub club "
    "festival",
    "room": "room indoor indoors interior cafe café restaurant desk table coffee-shop bar "
    "sofa couch window living-room living corridor hallway staircase museum gallery-room "
    "studio-apartment house-interior",
    "studio": "studio product portrait headshot logo icon isolated closeup close-up minimal "
    "minimalist packshot podium badge emblem marble "
    "sticker white-background product-photo 产品",
    "hills": "hill hills field fields meadow meadows grass garden farm countryside park prairie "
    "village battlefield picnic orchard backyard vineyard lawn pasture wheat-field 花园 поле сад",
    "abstract": "abstract geometric pattern texture wallpaper generative-art fractal",
}

TIMES: dict[str, str] = {
    "night": "night midnight dark nighttime moonlight moonlit stars starry nocturnal aurora "
    "fireworks 夜 ночь ночью",
    "sunset": "sunset dusk evening golden-hour twilight orange-sky sundown 日落 黄昏 夕 закат",
    "dawn": "dawn sunrise morning daybreak early pastel 日出 рассвет",
    "day": "day daytime noon midday sunny bright afternoon clear daylight",
}

WEATHERS: dict[str, str] = {
    "rain": "rain rainy raining drizzle storm stormy thunderstorm wet monsoon 雨 дождь",
    "snowfall": "snowing snowfall snowflakes blizzard snowstorm snow christmas 雪 снег снегопад",
    "fog": "fog foggy mist misty haze hazy smoke smoky noir 雾 туман",
    "cloudy": "cloudy clouds overcast gloomy storm stormy thunderstorm grey-sky",
    "leaves": "autumn-leaves falling-leaves leaves fallen-leaves",
    "petals": "petals blossom sakura blossoms cherry-blossom cherry-tree confetti",
    "fireflies": "fireflies magical magic sparkles glowing enchanted fairy dust embers spell",
}

SEASONS: dict[str, str] = {
    "autumn": "autumn autumnal in-the-fall fall-colors fall-colours fall-foliage october "
    "november harvest halloween 秋 осень осенью осенний",
    "spring": "spring april springtime 春 весна весной",
    "summer": "summer july 夏 лето летом",
    "winter": "winter january december 冬 зима зимой",
}

EVENTS: dict[str, str] = {
    "lightning": "lightning thunderstorm thunder storm 闪电",
    "rainbow": "rainbow 彩虹",
    "aurora": "aurora northern-lights polar-lights 极光",
    "fireworks": "fireworks firework new-year celebration 烟花 花火 салют",
    "crescent": "crescent crescent-moon half-moon new-moon ramadan eid",
    "fullmoon": "moon full-moon 月亮 月",
}

IDEAS: dict[str, str] = {
    "waves": "silence calm peace peaceful serenity meditation dream dreams quiet flow mindfulness "
    "sleep relaxation sound",
    "network": "technology innovation connection internet data ai network digital future "
    "blockchain communication artificial-intelligence community software cloud-computing science",
    "spiral": "time passage infinity history memory memories cycle eternity evolution past",
    "shards": "chaos anger conflict explosion war energy power rage anxiety destruction revolution",
    "growth": "growth progress hope life ecology sustainability nature renewal marketing business",
    "rays": "joy freedom happiness light victory enthusiasm liberty courage faith inspiration",
    "balance": "order balance harmony geometry justice simplicity unity peacefulness minimalism",
    "solitude": "loneliness solitude lonely sadness melancholy emptiness isolation grief nothing",
}
"""what no picture can show, and the kind of picture that stands for it"""

STYLES: dict[str, str] = {
    "mono": "monochrome black-and-white noir film-noir grayscale greyscale 黑白",
    "pixel": "pixel pixel-art pixelart pixelated 8-bit 8bit 16-bit voxel retro-game 像素",
    "watercolour": "watercolor watercolour aquarelle gouache 水彩 акварель",
    "oil": "oil oil-painting impressionist impressionism van-gogh expressionist painterly "
    "brushwork acrylic 油画",
    "lineart": "lineart line-art line-drawing outline coloring-book colouring-book",
    "comic": "comic comic-book cartoon manga cel-shaded graphic-novel 漫画",
    "anime": "anime ghibli studio-ghibli anime-style animation-style",
    "lowpoly": "low-poly lowpoly polygonal polygon-art",
    "render": "3d-render 3d rendered-3d octane-render blender cgi pixar disney-pixar 3d-model "
    "unreal-engine c4d cinema-4d toy-like vinyl-toy",
    "clay": "claymation clay plasticine stop-motion play-doh polymer-clay",
    "woodblock": "ukiyo-e ukiyoe woodblock woodcut hokusai hiroshige linocut block-print",
    "minimal": "minimalist minimalistic minimal flat-design flat-illustration vector-art "
    "vector-illustration flat-vector simple-shapes",
    "inkwash": "ink-wash sumi-e ink-painting chinese-painting brush-painting 水墨",
    "polaroid": "polaroid instant-photo instax",
    "popart": "pop-art warhol screenprint",
    "mosaic": "mosaic stained-glass-window stained-glass tiles",
    "blueprint": "blueprint technical-drawing schematic cyanotype",
    "papercut": "papercut paper-cut origami paper-art cutout",
    "pencil": "pencil sketch drawing charcoal ink doodle engraving etching 素描",
    "vintage": "vintage retro sepia old-fashioned nostalgic 1950s 1970s film-grain",
    "neon": "neon cyberpunk synthwave vaporwave futuristic blade-runner hologram 赛博朋克",
    "dreamy": "dreamy soft ethereal surreal dreamlike bokeh blurred glow",
    "vivid": "vivid vibrant colorful colourful saturated",
}

LAYOUTS: dict[str, str] = {
    "poster": "poster flyer advertisement banner travel-poster movie-poster book-cover album-cover "
    "magazine-cover greeting-card invitation 海报 ポスター афиша плакат постер cartel",
    "logo": "logo logotype emblem brand-mark app-icon icon sticker mascot 标志 ロゴ логотип",
    "isometric": "isometric diorama 等距",
    "pattern": "seamless-pattern pattern seamless wallpaper-pattern tileable repeating-pattern",
    "chart": "infographic diagram flowchart pie-chart bar-chart flow-chart timeline explainer",
    "screens": "ui ui-mockup app-mockup mockup-ui user-interface dashboard website landing-page "
    "web-design app-interface app-screen wireframe app-design ux",
    "sign": "neon-sign signboard shop-sign sign street-sign billboard signage chalkboard",
    "shirt": "t-shirt tshirt tee t-shirt-design tote-bag hoodie-design",
}
"""how the whole is arranged"""

NUMBERS: dict[str, int] = {
    "two": 2, "both": 2, "pair": 2, "couple": 2, "twin": 2,
    "three": 3, "some": 3, "queue": 6, "row": 5, "trio": 3, "family": 3, "four": 4, "group": 4,
    "several": 4, "team": 4,
    "five": 5, "six": 6, "many": 6, "herd": 6, "flock": 6, "pack": 5, "colony": 6, "school": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "dozen": 12, "crowd": 13,
    "hundred": 13, "hundreds": 13, "thousand": 13, "thousands": 13, "swarm": 13, "countless": 13,
    "dozens": 13, "army": 13, "twenty": 13,
}  # fmt: skip
"""how many are drawn; `counts.CROWD` stands for all that is more"""

SHOTS: dict[str, str] = {
    "wide": "wide-shot long-shot extreme-wide establishing-shot wide-angle panoramic panorama "
    "in-the-distance far-away vast",
    "aerial": "aerial aerial-view bird's-eye birds-eye bird's-eye-view drone-shot drone-view "
    "from-above satellite-view top-down top-view overhead overhead-shot flat-lay flatlay",
    "low": "low-angle low-angle-shot worm's-eye worms-eye from-below towering",
    "silhouette": "silhouette silhouettes silhouetted backlit backlight",
    "bokeh": "bokeh shallow-depth depth-of-field shallow-focus blurred-background "
    "blurry-background soft-focus tilt-shift macro f/1.4 85mm",
}
"""how the camera sees it"""

SIZES: dict[str, float] = {
    "giant": 1.5, "huge": 1.45, "enormous": 1.5, "gigantic": 1.55, "massive": 1.45,
    "colossal": 1.55, "big": 1.25, "large": 1.2, "tall": 1.2, "tiny": 0.55, "miniature": 0.6,
    "small": 0.75,
    "little": 0.8, "distant": 0.5,
}  # fmt: skip
"""what an adjective makes of the size of its thing"""

ACTS: dict[str, str] = {
    "sleep": "sleep sleeps sleeping asleep napping nap curled curled-up resting dozing dreaming",
    "jump": "jump jumps jumping leaping leaps leap bouncing hopping",
    "run": "run runs running sprinting jogging chasing racing galloping rushing fleeing charging "
    "kicking kicks walking walks marching strolling hiking skating playing-football",
    "dance": "dance dances dancing twirling ballet",
    "sit": "sit sits sitting seated meditating meditates kneeling crouching relaxing yoga "
    "lotus-position",
    "fly": "fly flies flying floating hovering soaring levitating gliding",
    "cheer": "waving cheering celebrating cheers arms-raised hands-up victorious praying shouting",
    "read": "reading reads",
    "cook": "cooking cooks frying stirring baking grilling",
    "paint": "painting-on paints sketching drawing-on",
    "sing": "singing sings",
    "swim": "swim swims swimming bathing wading",
}
"""what somebody does"""

MOVES: dict[str, str] = {
    "zoom_in": "zoom-in push-in dolly-in zooms closer approach push zoom dolly close-up",
    "zoom_out": "zoom-out pull-out dolly-out pull-back reveal retreat wide-shot",
    "pan_left": "pan-left left truck-left",
    "pan_right": "pan-right right truck-right tracking track pan pans panning follow",
    "tilt_up": "tilt-up up rise rising ascend crane-up crane launch flying tilt",
    "tilt_down": "tilt-down down descend falling crane-down",
    "orbit": "orbit orbiting around rotate rotating spin spinning circling 360",
    "still": "static still locked fixed tripod motionless",
    "shake": "handheld shaky shake running chase explosion action",
}

COLOURS: dict[str, tuple[int, int, int]] = {
    "red": (214, 52, 48),
    "crimson": (180, 24, 50),
    "scarlet": (226, 50, 40),
    "orange": (240, 132, 40),
    "amber": (245, 176, 52),
    "yellow": (246, 208, 64),
    "gold": (222, 176, 72),
    "golden": (222, 176, 72),
    "lime": (164, 206, 58),
    "green": (70, 156, 84),
    "olive": (122, 128, 62),
    "mint": (152, 216, 178),
    "emerald": (28, 148, 104),
    "teal": (30, 138, 140),
    "turquoise": (56, 190, 184),
    "cyan": (70, 200, 222),
    "blue": (52, 104, 200),
    "navy": (30, 46, 96),
    "indigo": (72, 64, 170),
    "purple": (132, 74, 176),
    "violet": (142, 92, 206),
    "magenta": (206, 58, 158),
    "pink": (240, 138, 172),
    "blonde": (230, 194, 112),
    "blond": (230, 194, 112),
    "ginger": (196, 92, 44),
    "rose-gold": (222, 160, 150),
    "lavender": (182, 160, 220),
    "maroon": (120, 34, 44),
    "coral-red": (246, 112, 92),
    "brown": (128, 86, 54),
    "cream": (246, 234, 206),
    "bronze": (176, 122, 66),
    "beige": (222, 202, 168),
    "white": (246, 246, 242),
    "black": (38, 38, 44),
    "grey": (138, 142, 148),
    "gray": (138, 142, 148),
    "silver": (190, 196, 204),
}
