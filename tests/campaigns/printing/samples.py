"""One letter in each of seven languages, as people would write it; every person in them is made up."""

from typing import Any

from campaigns.printing.letter import Letter

SENDER = ("Jane Doe", "Example Street 12", "55116 Mainz")
RECIPIENT = ("H.E. John Roe", "Minister of Justice", "Ministry of Justice", "1 Independence Square", "Pyongyang 10001")
COUNTRY = "DEMOCRATIC PEOPLE’S REPUBLIC OF KOREA"

# Subject, salutation, text, closing.
WORDS = {
    "en": (
        "Release of Mr Example from prison camp no. 15",
        "Your Excellency,",
        (
            "I am writing to you out of concern for Mr Example, who was arrested in May 2019 for owning a "
            "Bible and has not been heard of since. No court has found him guilty of a crime that "
            "international law knows.\n\n"
            "Your country has ratified the International Covenant on Civil and Political Rights. Article 18 "
            "protects the freedom to have a religion, alone or with others.\n\n"
            "I ask you to release him at once and to tell his family where he is."
        ),
        "Yours faithfully,",
    ),
    "de": (
        "Freilassung von Herrn Beispiel aus dem Lager Nr. 15",
        "Exzellenz,",
        (
            "mit großer Sorge schreibe ich Ihnen wegen Herrn Beispiel, der im Mai 2019 verhaftet wurde, weil "
            "er eine Bibel besaß. Seither fehlt jede Nachricht über ihn; kein Gericht hat ihn je für "
            "schuldig befunden.\n\n"
            "Ihr Land hat den „Internationalen Pakt über bürgerliche und politische Rechte“ ratifiziert. "
            "Artikel 18 schützt die Freiheit, allein oder in Gemeinschaft mit anderen eine Religion zu "
            "haben.\n\n"
            "Ich bitte Sie, ihn unverzüglich freizulassen und seiner Familie mitzuteilen, wo er sich aufhält."
        ),
        "Hochachtungsvoll",
    ),
    "ko": (
        "제15호 관리소에 갇힌 홍길동 씨의 석방을 요청합니다",
        "존경하는 장관님께,",
        (
            "저는 2019년 5월 성경을 가지고 있었다는 이유로 체포된 홍길동 씨의 안전을 걱정하며 이 편지를 "
            "씁니다. 그날 이후 가족은 아무런 소식도 듣지 못하였습니다.\n\n"
            "귀국은 시민적 및 정치적 권리에 관한 국제규약을 비준하였습니다. 제18조는 누구나 종교를 가질 "
            "자유를 보장합니다.\n\n"
            "그를 즉시 석방하고 그가 어디에 있는지 가족에게 알려 주시기를 간곡히 부탁드립니다."
        ),
        "삼가 올립니다.",
    ),
    "ar": (
        "الإفراج عن السجين في المعسكر رقم 15",
        "صاحب السعادة،",
        (
            "أكتب إليكم وأنا أشعر بقلق بالغ على مصير السجين الذي اعتقل في مايو 2019 بسبب إيمانه. ولم تسمع "
            "عائلته عنه شيئا منذ ذلك اليوم.\n\n"
            "لقد صادقت بلادكم على العهد الدولي الخاص بالحقوق المدنية والسياسية. وتحمي المادة 18 منه حرية كل "
            "إنسان في أن يكون له دين.\n\n"
            "أرجو منكم أن تفرجوا عنه فورا وأن تخبروا عائلته بمكانه."
        ),
        "وتفضلوا بقبول فائق الاحترام،",
    ),
    "zh-hans": (
        "请求释放被关押在第十五号营地的张某先生",
        "尊敬的部长阁下：",
        (
            "我怀着深切的忧虑写信给您。张某先生于2019年5月因持有一本圣经而被捕，从那以后，他的家人再也没有得"
            "到任何消息。没有任何法院认定他犯有国际法所承认的罪行。\n\n"
            "贵国已经批准《公民权利和政治权利国际公约》。该公约第十八条保护人人享有宗教信仰的自由。\n\n"
            "我恳请您立即释放他，并告知他的家人他身在何处。"
        ),
        "此致敬礼",
    ),
    "fa": (
        "درخواست آزادی زندانی اردوگاه شماره ۱۵",
        "عالی‌جناب،",
        (
            "با نگرانی فراوان دربارهٔ سرنوشت زندانی‌ای می‌نویسم که در اردیبهشت ۱۳۹۸ به‌خاطر باورش بازداشت "
            "شد. خانواده‌اش از آن روز هیچ خبری از او ندارند.\n\n"
            "کشور شما میثاق بین‌المللی حقوق مدنی و سیاسی را پذیرفته است. مادهٔ ۱۸ آن از آزادی دین هر انسان "
            "پشتیبانی می‌کند.\n\n"
            "خواهش می‌کنم او را بی‌درنگ آزاد کنید و به خانواده‌اش بگویید کجاست."
        ),
        "با احترام،",
    ),
    "ru": (
        "Освобождение господина Примерова из лагеря № 15",
        "Ваше Превосходительство!",
        (
            "С большой тревогой пишу Вам о судьбе господина Примерова, арестованного в мае 2019 года за то, "
            "что у него была Библия. С того дня его семья ничего о нём не слышала.\n\n"
            "Ваша страна ратифицировала «Международный пакт о гражданских и политических правах». Статья 18 "
            "защищает свободу каждого иметь религию, одному или вместе с другими.\n\n"
            "Прошу Вас немедленно освободить его и сообщить его семье, где он находится."
        ),
        "С уважением,",
    ),
}
LANGUAGES = tuple(WORDS)


def letter(language: str = "en", **changes: Any) -> Letter:
    """A letter of one page, with what a test wants different."""
    subject, salutation, text, closing = WORDS[language]
    parts: dict[str, Any] = {
        "language": language,
        "sender": SENDER,
        "recipient": RECIPIENT,
        "country_line": COUNTRY,
        "place_and_date": "Mainz, 2026-11-26",
        "subject": subject,
        "salutation": salutation,
        "text": text,
        "closing": closing,
        "name": "Jane Doe",
        "title": f"Letter: {subject}",
    }
    return Letter(**(parts | changes))
