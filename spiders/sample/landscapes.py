"""The pictures of the sample newsroom: a small steppe landscape for each story, drawn from its slug, so that no photograph is needed."""

from zlib import crc32

WIDTH, HEIGHT = 960, 540


def picture(slug: str) -> bytes:
    """An SVG of 960 × 540. The same slug always gives the same picture."""
    seed = crc32(slug.encode())
    hue, sun, near, far = seed % 360, 120 + seed // 7 % 720, 330 + seed // 11 % 90, 250 + seed // 13 % 70
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="hsl({hue},38%,82%)"/>'
        f'<circle cx="{sun}" cy="{far - 110}" r="58" fill="hsl({(hue + 40) % 360},70%,93%)"/>'
        f'<path d="M0 {far} Q 240 {far - 130} 480 {far} T {WIDTH} {far - 30} V {HEIGHT} H 0 Z" fill="hsl({hue},28%,62%)"/>'
        f'<path d="M0 {near} Q 300 {near + 70} 520 {near - 20} T {WIDTH} {near} V {HEIGHT} H 0 Z" fill="hsl({(hue + 25) % 360},30%,42%)"/>'
        f'<path d="M{sun - 40} {HEIGHT} L {sun + 6} {near + 20} L {sun + 14} {near + 20} L {sun + 90} {HEIGHT} Z" fill="hsl({hue},12%,74%)"/>'
        "</svg>"
    ).encode()
