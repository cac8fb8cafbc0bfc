"""Which words name which sound: the table of recipes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from genmux.engines.sketch.sound.effects import (
    actions,
    creatures,
    household,
    impacts,
    machines,
    texture,
    tunes,
    voices,
    weather,
)
from genmux.engines.sketch.sound.effects.beasts import beast, dolphin, snake
from genmux.engines.sketch.sound.effects.studio import Feel, Studio, Wave

Recipe = Callable[[Studio, int, Feel], Wave]


@dataclass(frozen=True, slots=True)
class Sound:
    """Something that can be heard: `seconds` it takes by itself; a bed goes on without end."""

    recipe: Recipe
    seconds: float
    bed: bool
    stems: tuple[str, ...]


def _sound(recipe: Recipe, seconds: float, stems: str, *, bed: bool = False) -> Sound:
    return Sound(recipe, seconds, bed, tuple(stems.split()))


def _bed(recipe: Recipe, stems: str) -> Sound:
    return _sound(recipe, 6.0, stems, bed=True)


# The first entry with a stem that begins a word of the prompt answers it. A stem that ends in a
# full stop must be the whole word.
SOUNDS: tuple[Sound, ...] = (
    _sound(weather.thunder, 6.0, "thunder lightning"),
    _sound(impacts.gunshot, 1.5, "gun. guns. gunshot gunfire pistol rifle shotgun bullet. "
           "machinegun revolver sniper"),
    _sound(machines.laser, 1.0, "laser blaster phaser zap pew raygun lightsaber"),
    _sound(actions.crash, 3.0, "collision collaps wreck bowling smash demoli rubble debris"),
    _sound(tunes.cymbal, 3.0, "cymbal"),
    _sound(impacts.glass, 2.0, "glass shatter bottle. crash. crashing crashes clink"),
    _sound(impacts.explosion, 4.5,
           "explo blast bomb boom. booming grenade detonat firework cannon dynamite"),
    _sound(impacts.footsteps, 4.0, "footstep step. steps. walk jog runs. running sprint "
           "stairs march"),
    _sound(impacts.knock, 1.2, "knock"),
    _sound(machines.phone, 4.0, "phone telephone ringtone smartphone cellphone"),
    _sound(tunes.instrument("glockenspiel"), 5.0, "windchime musicbox glocken xylophone celesta"),
    _sound(impacts.bell, 5.0, "bell. bells. church tower. doorbell"),
    _sound(impacts.gong, 7.0, "gong tamtam"),
    _sound(impacts.door, 2.4, "door gate. gates. hinge creak slam window. windows. hatch drawer"),
    _sound(impacts.clap, 5.0, "applau clap. clapping claps. ovation"),
    _sound(impacts.whoosh, 1.2, "whoosh swoosh swish woosh arrow swing throw flyby "
           "transition swipe"),
    _sound(machines.alarm, 3.0, "alarm alert. warning klaxon"),
    _sound(machines.siren, 5.0, "siren ambulance police firetruck"),
    _sound(machines.buzzer, 1.2, "buzzer"),
    _sound(machines.horn, 2.5, "horn. honk foghorn horns. toot. vuvuzela airhorn"),
    _sound(machines.flatline, 5.0, "flatline"),
    _sound(machines.beep, 1.0, "beep bleep blip sonar ping. microwave scanner"),
    _sound(tunes.arcade, 1.4, "levelup gameover arcade. jingle. chiptune"),
    _sound(machines.coin, 0.9, "pickup collect retro 8bit jump powerup. mario"),
    _sound(machines.chime, 2.0,
           "chime notif magic sparkl fairy spell ding. dings. success win. level. error twinkl"),
    _bed(machines.clock, "clock tick ticking ticks watch. metronome"),
    _bed(machines.typing, "typ keyboard typewriter"),
    _sound(machines.click, 0.6, "click button switch. shutter camera snap. snaps. latch lock. "
           "locks. "
           "unlock reload loaded. cocking finger"),
    _bed(machines.helicopter, "helicopter chopper drone. drones. rotor"),
    _sound(machines.jet, 6.0, "jet. jets. plane airplane aeroplane aircraft rocket spaceship"),
    _bed(machines.train, "train railway subway locomotive tram. metro"),
    _sound(actions.screech, 2.6, "screech skid tires tyres brake squeal squeak chalk"),
    _bed(machines.engine, "engine motor. car. cars. truck bus. tractor vehicle racing race. lawn "
         "chainsaw motorcycle motorbike scooter f1. formula traffic boat. motorboat bulldozer"),
    _bed(household.motor("vacuum"), "vacuum hoover"),
    _bed(household.motor("dryer"), "dryer"),
    _bed(household.motor("blender"), "blender mixer. juicer"),
    _bed(household.motor("drill"), "drill. drills. drilling dentist grinder. powertool"),
    _bed(household.motor("washer"), "washer laundry"),
    _bed(household.motor("razor"), "razor tattoo shaver"),
    _bed(household.motor("projector"), "projector"),
    _bed(household.motor("sewing"), "sewing"),
    _bed(household.motor("printer"), "printer. printing copier scanner"),
    _bed(household.motor("fan"), "fan. fans. ventilat propeller"),
    _bed(machines.static, "static radio. glitch interference vinyl television distort"),
    _sound(tunes.riser, 3.0, "riser powerdown powerup. tension. uplifter downlifter"),
    _sound(tunes.warp, 2.5, "teleport portal warp. wormhole"),
    _sound(machines.robot, 3.0, "robot android computer futuristic droid modem alien"),
    _bed(machines.hum, "hum. hums. humming server fridge refrigerator machine factory generator "
         "espresso transformer reactor"),
    _sound(impacts.metal, 1.8, "sword clash metal clang chain anvil hammer. hammering pots. blade "
           "knife shield ricochet dagger armor armour"),
    _sound(impacts.drum, 4.0, "drum timpani kick. snare percussion tambourine bongo conga"),
    _sound(household.zipper, 1.4, "zip. zipper zips. velcro unzip ripping"),
    _sound(household.match, 1.6, "match. matches. matchstick lighter"),
    _bed(household.fry, "fry frying fries. sizzl bacon grill. grilling skillet"),
    _sound(household.spray, 2.0, "spray steam. fizz soda hiss. aerosol psst deflat pneumatic"),
    _sound(household.kettle, 5.0, "kettle teapot"),
    _sound(household.flush, 5.0, "flush toilet"),
    _sound(household.jingle, 2.0, "key. keys. coin. coins. jingl till. jackpot scissor cutlery "
           "silverware spoon fork. jewel shears"),
    _sound(impacts.paper, 2.0, "paper page crumpl tear. tearing rustl leaves. newspaper cardboard "
           "shuffl"),
    _sound(household.saw, 4.0, "saw. sawing saws. sandpaper sanding brush sweep broom pencil writ "
           "scrub sketching eras toothbrushing shav carving rasp"),
    _sound(voices.laugh, 3.0, "laugh laughter giggl chuckl cackl haha"),
    _sound(voices.cry, 4.0, "cry. cries. crying sob. sobbing weep wail baby infant"),
    _sound(voices.scream, 2.5, "scream shriek yell. yelling shout"),
    _sound(voices.cough, 2.0, "cough hiccup ahem"),
    _sound(voices.sneeze, 2.2, "sneez achoo"),
    _bed(voices.snore, "snor"),
    _sound(voices.belch, 1.0, "burp belch fart flatul"),
    _sound(voices.kiss, 0.8, "kiss smooch"),
    _sound(voices.eat, 4.0, "eat. eating chew crunch bite biting munch"),
    _sound(voices.drink, 3.0, "drink slurp gulp sip. sipping swallow gargl"),
    _sound(voices.moan, 4.0, "moan groan yawn ghost haunt"),
    _bed(voices.whisper, "whisper"),
    _bed(voices.babble, "voice talking talks. speaking announc gibberish mumbl speech"),
    _sound(tunes.whistle, 2.0, "whistl referee"),
    _sound(tunes.kazoo, 2.5, "kazoo"),
    _sound(tunes.scratch, 2.0, "scratch rewind turntable"),
    _sound(tunes.instrument("piano"), 4.0, "piano"),
    _sound(tunes.instrument("acoustic_guitar"), 4.0, "guitar strum ukulele"),
    _sound(tunes.instrument("banjo"), 3.0, "banjo"),
    _sound(tunes.instrument("violin"), 3.5, "violin fiddle cello"),
    _sound(tunes.instrument("strings"), 4.0, "strings orchestra stinger"),
    _sound(tunes.instrument("flute"), 3.0, "flute recorder pan-flute"),
    _sound(tunes.instrument("trumpet"), 3.0, "trumpet. trumpets. fanfare bugle brass"),
    _sound(tunes.instrument("tuba"), 2.5, "tuba trombone"),
    _sound(tunes.instrument("saxophone"), 3.0, "saxophone sax."),
    _sound(tunes.instrument("organ"), 5.0, "organ."),
    _sound(tunes.instrument("harp"), 4.0, "harp."),
    _sound(tunes.instrument("accordion"), 3.5, "accordion"),
    _sound(tunes.instrument("harmonica"), 3.0, "harmonica"),
    _sound(tunes.instrument("marimba"), 3.0, "marimba kalimba"),
    _sound(tunes.instrument("choir"), 5.0, "choir chant angelic"),
    _sound(tunes.instrument("finger_bass"), 2.5, "bassline"),
    _sound(actions.whip, 1.5, "whip"),
    _sound(actions.snap, 2.0, "crack. cracks. cracking bone. bones. twig branch knuckle "
           "breaking tree."),
    _sound(actions.pop, 1.2, "pop. pops. popping balloon cork popcorn bubblewrap"),
    _sound(actions.bounce, 3.0, "bounc basketball ball. tennis dribbl pingpong"),
    _sound(actions.boing, 1.4, "boing spring. springs. trampoline cartoon"),
    _sound(actions.hit, 1.2, "punch slap smack hit. hits. hitting impact thud thump bump kick. "
           "kicks kicking boxing dropped dropping fall. falls. falling strike bang. bangs "
           "fist chop"),
    _bed(actions.rumble, "earthquake rumbl avalanche volcan erupt landslide quake"),
    _bed(actions.roll, "roll. rolling cart. carts skateboard rollercoaster wheel drag. dragging "
         "scrape scraping slide. sliding skat ski. skier skiing sled curtain suitcase"),
    _sound(actions.spark, 3.0, "spark electric taser tesla. shock short-circuit arcing"),
    _bed(weather.waves, "wave. waves. ocean sea. beach surf shore seaside"),
    _sound(weather.splash, 2.0, "splash dive. plunge diving cannonball"),
    _sound(weather.drips, 4.0, "drip drop. drops. droplet faucet"),
    _bed(weather.rain, "rain drizzle downpour storm shower monsoon hail. hailstorm sleet"),
    _bed(weather.wind, "wind. windy winds. breeze gust gale blizzard hurricane tornado howling"),
    _bed(weather.stream, "water stream river brook creek waterfall fountain pour bubbl flow boil "
         "swim rowing oar lake pond runningwater sand."),
    _bed(weather.fire, "fire. fireplace campfire flame crackl burn bonfire torch"),
    _sound(beast("howl"), 4.0, "wolfhowl coyote"),
    _sound(creatures.dog, 2.5, "dog bark puppy hound wolf woof"),
    _sound(creatures.cat, 1.6, "cat. cats. meow kitten purr"),
    _sound(beast("cow"), 3.0, "cow. cows. moo. mooing cattle bull. ox."),
    _sound(beast("sheep"), 2.5, "sheep goat lamb bleat"),
    _sound(beast("pig"), 2.0, "pig. pigs. oink hog. hogs. boar. piglet"),
    _sound(beast("rooster"), 3.0, "rooster cockerel crowing"),
    _sound(beast("chicken"), 3.0, "chicken hen. hens. cluck"),
    _sound(beast("duck"), 2.0, "duck. ducks. quack goose geese"),
    _sound(beast("turkey"), 2.0, "turkey gobbl"),
    _sound(beast("elephant"), 3.0, "elephant trumpeting mammoth"),
    _sound(beast("monkey"), 3.0, "monkey chimp ape. apes. gorilla baboon"),
    _sound(beast("neigh"), 2.5, "neigh whinn"),
    _sound(beast("donkey"), 3.0, "donkey mule"),
    _sound(beast("crow"), 2.5, "crow. crows. raven caw"),
    _sound(beast("parrot"), 2.0, "parrot cockatoo squawk macaw"),
    _sound(beast("mouse"), 1.5, "mouse. mice. rat. rats. hamster"),
    _sound(beast("seal"), 2.5, "seal. seals. walrus"),
    _sound(beast("whale"), 6.0, "whale"),
    _sound(dolphin, 3.0, "dolphin orca"),
    _sound(snake, 3.0, "snake hissing rattlesnake cobra viper"),
    _sound(creatures.owl, 4.0, "owl hoot"),
    _sound(creatures.gulls, 4.0, "gull seagull eagle hawk falcon"),
    _bed(creatures.birds, "bird chirp songbird tweet forest jungle garden sparrow robin "
         "dawn. rainforest canary"),
    _bed(creatures.crickets, "cricket cicada night. insects. meadow grasshopper"),
    _bed(creatures.insects, "bee. bees. fly. flies. mosquito buzz wasp hornet beehive"),
    _bed(creatures.frogs, "frog toad swamp croak"),
    _sound(creatures.roar, 3.0,
           "roar growl lion tiger bear. monster dragon dinosaur beast zombie snarl godzilla"),
    _bed(creatures.horse, "horse gallop hoof hooves trot"),
    _bed(creatures.wings, "wing flap flutter bat. bats. sail. sails. flag."),
    _bed(creatures.heart, "heart heartbeat pulse."),
    _bed(creatures.breath, "breath sigh gasp panting"),
    _bed(creatures.crowd, "crowd people cheer chatter restaurant cafe market stadium party street "
         "city office audience airport mall school classroom bar. pub. children"),
    _bed(texture.silence, "silence silent"),
)  # fmt: skip
GENERIC = Sound(texture.generic, 4.0, bed=False, stems=())
