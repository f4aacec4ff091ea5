"""Colours as the web expects them: RGB, eight bits each, sRGB."""

from io import BytesIO

from PIL import Image, ImageCms

_SRGB = ImageCms.createProfile("sRGB")


def to_srgb(image: Image.Image) -> Image.Image:
    """Give `image` as RGB, or RGBA if it has transparency, with an embedded colour profile applied."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):  # sixteen bits, which convert() would clip instead of scaling
        image = image.point(lambda value: value / 256).convert("L")
    elif image.has_transparency_data:
        image = image.convert("RGBA")
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colours = image if image.mode in ("RGB", "L", "CMYK") else image.convert("RGB")
    if profile:
        colours = _apply(profile, colours)
    elif colours.mode != "RGB":  # a conversion copies, also where there is nothing to convert
        colours = colours.convert("RGB")
    if alpha:
        colours.putalpha(alpha)
    return colours


def _apply(profile: bytes, image: Image.Image) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        converted = None  # a broken profile is no reason to refuse a good picture
    return converted or image.convert("RGB")
