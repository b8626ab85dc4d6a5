"""ConnectWise's labels of time zones, such as `GMT-5/Eastern Time: US & Canada`, as IANA names.

The labels are those of an old Windows list of cities; seen in recorded answers of live tenants, and
in one project's notes on all 94 of them. Each zone is known by any of the places in its label.
"""

import re
from typing import Final

_OFFSET: Final = re.compile(r"\(?(?:GMT|UTC)\s*(?:[+-]\s*\d{1,2}(?::?\d{2})?)?\)?\s*[/ ]\s*", re.I)
_SEPARATORS: Final = re.compile(r"[,:;()/]")

_TABLE: Final = """
America/New_York=eastern time
America/Chicago=central time
America/Denver=mountain time
America/Los_Angeles=pacific time
America/Halifax=atlantic time
America/Anchorage=alaska
Pacific/Honolulu=hawaii
Pacific/Pago_Pago=midway island, samoa
America/Tijuana=tijuana, baja california
America/Phoenix=arizona
America/Chihuahua=chihuahua
America/Guatemala=central america
America/Mexico_City=guadalajara, mexico city, monterrey
America/Regina=saskatchewan
America/Indiana/Indianapolis=indiana
America/Bogota=bogota, lima, quito
America/Caracas=caracas
America/La_Paz=la paz
America/Manaus=manaus
America/Santiago=santiago
America/St_Johns=newfoundland
America/Sao_Paulo=brasilia
America/Argentina/Buenos_Aires=buenos aires
America/Cayenne=georgetown, cayenne
America/Nuuk=greenland
America/Montevideo=montevideo
Etc/GMT+2=mid-atlantic
Etc/GMT+12=international date line west
Atlantic/Azores=azores
Atlantic/Cape_Verde=cape verde, cape verde is., cape verde islands
Africa/Casablanca=casablanca
Atlantic/Reykjavik=monrovia, reykjavik
Europe/London=greenwich mean time, dublin, edinburgh, lisbon, london
Europe/Berlin=amsterdam, berlin, bern, rome, stockholm, vienna
Europe/Budapest=belgrade, bratislava, budapest, ljubljana, prague
Europe/Paris=brussels, copenhagen, madrid, paris
Europe/Warsaw=sarajevo, skopje, warsaw, zagreb
Africa/Lagos=west central africa
Asia/Amman=amman
Europe/Bucharest=athens, bucharest
Europe/Istanbul=istanbul
Asia/Beirut=beirut
Africa/Cairo=cairo
Africa/Johannesburg=harare, pretoria
Europe/Kyiv=helsinki, kyiv, kiev, riga, sofia, tallinn, vilnius
Asia/Jerusalem=jerusalem
Europe/Minsk=minsk
Africa/Windhoek=windhoek
Asia/Baghdad=baghdad
Asia/Riyadh=kuwait, riyadh
Europe/Moscow=moscow, st. petersburg, volgograd
Africa/Nairobi=nairobi
Asia/Tehran=tehran
Asia/Dubai=abu dhabi, muscat
Asia/Baku=baku
Indian/Mauritius=port louis
Asia/Tbilisi=tbilisi
Asia/Yerevan=yerevan, caucasus standard time
Asia/Kabul=kabul
Asia/Yekaterinburg=ekaterinburg
Asia/Karachi=islamabad, karachi
Asia/Tashkent=tashkent
Asia/Kolkata=chennai, kolkata, mumbai, new delhi
Asia/Colombo=sri jayawardenepura
Asia/Kathmandu=kathmandu
Asia/Dhaka=astana, dhaka
Asia/Novosibirsk=almaty, novosibirsk
Asia/Yangon=yangon, rangoon
Asia/Bangkok=bangkok, hanoi, jakarta
Asia/Krasnoyarsk=krasnoyarsk
Asia/Shanghai=beijing, chongqing, hong kong, urumqi
Asia/Irkutsk=irkutsk
Asia/Singapore=kuala lumpur, singapore
Australia/Perth=perth
Asia/Taipei=taipei
Asia/Ulaanbaatar=ulaanbaatar, ulaan bataar
Asia/Tokyo=osaka, sapporo, tokyo
Asia/Seoul=seoul
Asia/Yakutsk=yakutsk
Australia/Adelaide=adelaide
Australia/Darwin=darwin
Australia/Brisbane=brisbane
Australia/Sydney=canberra, melbourne, sydney
Pacific/Guam=guam, port moresby
Australia/Hobart=hobart
Asia/Vladivostok=vladivostok
Pacific/Guadalcanal=solomon is., solomon islands, new caledonia
Pacific/Auckland=auckland, wellington
Pacific/Fiji=fiji, marshall is.
Pacific/Tongatapu=nuku'alofa
Australia/Eucla=eucla
Australia/Lord_Howe=lord howe, lord howe island
Pacific/Marquesas=marquesas, marquesas islands
Pacific/Kiritimati=kiritimati, line islands
Pacific/Chatham=chatham, chatham islands
"""

_ZONE_OF: Final = {
    place.strip(): zone
    for zone, places in (line.split("=", 1) for line in _TABLE.strip().splitlines())
    for place in places.split(",")
}
# "Mountain Time" of Mexico is told by its city, which stands behind it.
_COUNTRIES: Final = ("mexico",)


def zone_of_label(label: str) -> str | None:
    """Return the zone of the first place in a label that we know, None where we know none."""
    places = [" ".join(part.split()) for part in _SEPARATORS.split(_places(label).casefold())]
    if any(place in _COUNTRIES for place in places):
        places = [place for place in places if not place.endswith(" time")]
    return next((_ZONE_OF[place] for place in places if place in _ZONE_OF), None)


def _places(label: str) -> str:
    return _OFFSET.sub("", label.strip(), count=1)
