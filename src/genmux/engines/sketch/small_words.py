"""Words that no guess should take for a thing, though they end as the names of things do."""

from __future__ import annotations

_TEXT = """
over under after before other another never ever water weather summer winter number paper letter
silver copper leather rubber timber amber powder border corner center centre outer inner upper
lower super hyper power tower layer folder order wonder thunder laughter danger hunger anger
finger shoulder feather fiber either neither rather whether together further bigger smaller
larger taller brighter darker softer warmer cooler better older younger higher deeper longer
shorter wider closer former later cover render shader filter color colour flavor flavour vapor
vapour interior exterior superior error mirror horror terror motor rotor vector factor major
minor minimalist realist surrealist impressionist expressionist futurist modernist hyperrealist
cubist realism elegant brilliant giant vibrant restaurant plant fragrant constant important
instant distant abundant radiant significant pleasant infant elephant dominant water-color
character background foreground poster banner flower shower tower-shot blurry dreary every very
fairy starry furry cloudy misty twist mist list exist resist consist persist assist dress press
express less mess access process success wilderness darkness happiness loneliness business
fitness wellness brightness sharpness softness fullness stillness likeness witness countless
endless seamless timeless weightless flawless wireless princess goddess hostess actress waitress
human german roman woman norman superman ottoman common specimen abdomen omen yemen layers
details texture lighting rendering photography photo photograph illustration artwork painting
picture image scene view shot style newspaper wallpaper ladder hammer screwdriver charger drawer
trailer container cylinder freezer heater lighter razor mixer shaker pepper butter cracker
cucumber plaster glitter litter gutter shutter theater crater glacier prayer sewer fever liver
lever clover october september november december sticker folder ruler rubber zipper diaper
slipper chess cypress fortress mattress camera lens angle resolution quality detailed
professional cinematic dramatic atmosphere mood composition focus light shadow texture palette
design concept art artstation trending octane unreal master masterpiece premium luxury modern
vintage classic ancient futuristic fantasy realistic hyperrealistic award-winning editorial
commercial cheerful playful gorgeous beautiful powerful peaceful wonderful colorful graceful
handful bowlful family reunion meter diameter perimeter paragraph autograph photograph career
engineer-like pioneer deer cheer steer beer veer sheer peer near-term gear wear tear bear scar
car oscar car-free racecar nightfall waterfall rainfall snowfall butterfly firefly dragonfly
reply apply supply fly family-owned fish-eye starfish-like selfish overcast breakfast steadfast
pack unpack backpack wolfpack watch night-watch scope telescope landscape escape cityscape
seascape moonscape kaleidoscope wood driftwood redwood hollywood plywood hardwood childhood
neighborhood neighbourhood livelihood robin-hood ball football basketball baseball volleyball
eyeball fireball snowball handball hat that what chat cap cape gap recap dreamlike warlike
lifelike home house warehouse greenhouse lighthouse pie magpie selfie ship friendship
relationship township championship hardship membership leadership jet object project subject
perfect corner-shop store restore explore mobile automobile immobile plane airplane mart smart
tree street sheet sweet greenery scenery battery pottery bakery gallery grocery mystery imagery
jewelry machine-like generator-like creator-like alligator refrigerator elevator escalator
"""

COMMON: frozenset[str] = frozenset(_TEXT.split())
