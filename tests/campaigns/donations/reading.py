"""Reads codes as banking apps would, with two readers that know nothing of each other nor of how codes are made."""

import cv2
import numpy as np
import zxingcpp


def read_code(picture: bytes) -> str:
    """What the QR code in a picture says; empty where there is none.

    One reader may miss a code, as OpenCV does with some that have a Swiss cross in them; what both read has to agree.
    """
    pixels = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None
    by_opencv = cv2.QRCodeDetector().detectAndDecode(pixels)[0]
    by_zxing = "".join(barcode.text for barcode in zxingcpp.read_barcodes(pixels))
    found = {str(by_opencv), by_zxing} - {""}
    assert len(found) <= 1, "the readers disagree"
    return found.pop() if found else ""
