"""Makes the fixtures of PngFixtureTests: images as Pillow writes them, and what Pillow reads from them (channels, then planes)."""
import io
import os
import random

from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))
WIDTH, HEIGHT = 13, 9
BYTES = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4, "P": 1, "I;16": 2}
random.seed(1)


def noise(mode):
    size = (WIDTH + 7) // 8 * HEIGHT if mode == "1" else WIDTH * HEIGHT * BYTES[mode]
    image = Image.frombytes(mode, (WIDTH, HEIGHT), bytes(random.randrange(256) for _ in range(size)))
    if mode == "P":
        image.putpalette([random.randrange(256) for _ in range(768)])
    return image


def planes(image):
    if image.mode in ("I", "I;16"):
        return [1] + [value >> 8 for value in image.getdata()]
    if image.mode in ("1", "L", "LA"):
        return [1] + [value[0] for value in image.convert("LA").getdata()]
    pixels = list(image.convert("RGBA").getdata())
    return [3] + [pixel[channel] for channel in range(3) for pixel in pixels]


def add(name, image, **settings):
    buffer = io.BytesIO()
    image.save(buffer, "PNG", **settings)
    with open(os.path.join(HERE, name + ".png"), "wb") as file:
        file.write(buffer.getvalue())
    with open(os.path.join(HERE, name + ".txt"), "w") as file:
        file.write(" ".join(map(str, planes(Image.open(io.BytesIO(buffer.getvalue()))))))


for each in ("1", "L", "LA", "RGB", "RGBA", "P"):
    add(each, noise(each))
add("P-4bit", noise("L").quantize(16), bits=4)
add("P-2bit", noise("L").quantize(4), bits=2)
add("P-1bit", noise("L").quantize(2), bits=1)
add("P-trns", noise("P"), transparency=3)
add("RGB-optimised", noise("RGB"), optimize=True)
add("RGB-stored", noise("RGB"), compress_level=0)
add("L-16bit", noise("I;16"))
add("RGB-text", noise("RGB"), dpi=(72, 72), icc_profile=b"x" * 300)
