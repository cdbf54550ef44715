"""The words of courts and of money in the press of Kazakhstan, in Kazakh, Russian and English, as `records.country.pack.CountryPack` has them."""

from records.country.pack import LegalWord

LEGAL_WORDS = {
    LegalWord.CHARGED: (
        "дело по,дела по,делу по,дело о,дел по,возбу*,обвин*,подозр*,протокол*,расслед*,виновн*,осужд*,осудил*,приговор*,привлеч*,привлек*,вменя*,вменил*,инкримини*,"
        "квалифиц*,зарегистрирован*,по статье,по статьям,по ст,по ч,по части,по п,по пункту,материал по,досудебн*,"
        "іс қозға*,қозғал*,айып*,күдік*,хаттама*,тергеу*,кінәлі*,сотта*,бойынша,үкім*,жауапқа,тіркел*,"
        "charge*,accus*,suspect*,investigat*,probe,prosecut*,convict*,guilty,sentenced,case,indict*,under article,under articles,under part,on article,violat*,protocol"
    ),
    LegalWord.PROVIDES: (
        "предусматрива*,гласит,обращаться с,обратиться с,если,может грозить,может получить,запреща*,предписыва*,разрешает,дает право,позволяет,напомнили об,напоминают об,призвал*,грозит,грозят,санкция,наказывается,закрепл*,"
        "көзде*,қарастыр*,тыйым салады,деп жазылған,рұқсат береді,мүмкін,танылса,дәлелденсе,құқық береді,кепілдік*,"
        "provides,provide,allows,forbids,prohibits,states that,carries,stipulates,punishable,warned,facing,may spend,could spend,if convicted,if found guilty,faces up to,could face,may face,guarantees"
    ),
    LegalWord.BILL: (
        "норма о,нормы о,новая норма,законопроект*,поправк*,проект закона,проекта закона,декриминализ*,новая статья,дополнить,заң жобасы*,түзету*,жобасы*,"
        "bill,amendment*,draft law,draft code,decriminali*,new article"
    ),
    LegalWord.RULED: (
        "постановил*,решил*,решением суда,по решению суда,обязал*,обязан*,взыскал*,взыскива*,взысканий,взыскано,взыскана,взысканы,взысканн*,присудил*,присужд*,удовлетворил*,назначил*,назначен*,приговорил*,"
        "приговорен*,оштраф*,вынес*,признал*,признан*,арестовал*,арестован*,получил*,должен выплатить,должна выплатить,должен заплатить,выплатит,заплатит,насчитал*,осудил*,осужден*,"
        "шешім*,үкім*,міндетте*,тағайында*,кес*,салды,салынды,салынған,салған,өндірілді,өндіріп,өндіру туралы,өндірген,белгілеген,кінәлі деп,жаза*,төлейтін болды,төлеуі тиіс,төлеуге тиіс,жыққан,"
        "ordered,ruled,awarded,sentenced,fined,imposed,convicted,found guilty,must pay,has to pay,told to pay,obliged,collected,satisfied,gave,handed,jailed,granted,upheld,decision of,got,gets,received"
    ),
    LegalWord.ASKED: (
        "прокурор* проси*,прокурор* запро*,прокурор* потребов*,обвинение запро*,гособвинител*,прокуратура запро*,запросил*,просит назначить,просил назначить,просит приговорить,просил приговорить,"
        "прокурор* сұра*,прокурор* ұсын*,айыптаушы*,жаза сұра*,prosecutor* ask*,prosecutor* request*,prosecutor* sought,prosecutor* demand*,prosecution ask*,prosecution request*,prosecution sought,asked the court to sentence"
    ),
    LegalWord.DENIED: (
        "отказал*,отклонил*,отменил*,отменен*,оправдал*,оправдан*,вместо,не удовлетвор*,ақталды,ақтады,ақталған,қанағаттандырмады,бас тартты,күшін жойды,"
        "dismissed,rejected,overturned,quashed,acquitted,refused,instead of"
    ),
    LegalWord.CLAIMED: (
        "требу*,потребовал*,проси*,прос*,иск,иска,иском,иске,иски,исковые,исковых,исковое,истец,истца,истцы,оценил*,оценива*,заявлены,заявил* иск,хочет взыскать,намерен взыскать,компенсации в размере,сумма иска,"
        "сұра*,талап*,сотқа берген,сотқа беріп,даула*,өтемақы төлесін,өндірілсін,төлесін,"
        "claim*,sue*,suing,seek*,sought,demand*,ask*,lawsuit*,puts the harm,wants"
    ),
    LegalWord.FINED: (
        "штраф,штрафа,штрафу,штрафом,штрафы,штрафов,оштраф*,штрафе,айыппұл*,fine,fines,fined"
    ),
    LegalWord.AWARDED: (
        "взыск*,компенсац*,моральн* вред*,морального ущерба,моральный ущерб,возмещ*,в пользу,обязал* выплатить,обязали выплатить,выплатит,присуд*,присужд*,заплатит,"
        "өндір*,өтемақы*,моральдық*,пайдасына,төле*,өтеу*,damages,compensat*,moral harm,pay,awarded,reparation*"
    ),
    LegalWord.SENTENCED: (
        "приговор*,осудил*,осужден*,осуждена,осуждены,наказани*,получил*,получила,срок*,сотта*,үкім*,жаза*,кесілді,кесті,жылға,sentenced,sentence,sentences,jailed,gets,got,convicted,handed,term,received"
    ),
    LegalWord.PRISON: (
        "лишени* свободы,лишен свободы,лишена свободы,лишены свободы,тюрьм*,тюремн*,колони*,заключени*,за решетк*,бас бостандығынан айыр*,бостандығынан айыр*,түрме*,колония*,абақты*,"
        "prison,jail,jailed,imprisonment,imprisoned,behind bars,penal colony,in a colony,deprivation of liberty,deprivation of freedom"
    ),
    LegalWord.RESTRICTED: (
        "ограничени* свободы,ограничен* в свободе,бас бостандығын шектеу*,бостандығын шектеу*,бостандығы шекте*,бас бостандығын шекте*,"
        "restriction of liberty,restriction of freedom,restricted liberty,restricted freedom,limited freedom,limitation of freedom,limitation of liberty"
    ),
    LegalWord.SUSPENDED: (
        "условно,условный,условного,условному,условных,условный срок,шартты*,probation,probationary,suspended sentence*,suspended prison,suspended term,suspended jail,suspended imprisonment,years suspended,year suspended,months suspended,conditional,conditionally"
    ),
    LegalWord.ARREST: (
        "арест*,административн* арест*,под арест,қамау,қамауға,қамады,қамалды,қамаған,қамалған,қамаққа,қамап,әкімшілік қамау*,қамауда,"
        "administrative arrest,administrative detention,arrest,arrested,jail,jailed,detention,behind bars,in custody"
    ),
    LegalWord.REMAND: (
        "под страж*,содержани* под,заключ* под стражу,санкционировал* арест*,санкционирован* арест*,санкция на арест,мер* пресечения,следственн* арест*,арест* на * месяц*,сизо,следственн* изолятор*,срок ареста,"
        "продлил* арест*,продлен арест,қамауға алу*,қамауға алын*,қамауға алды,қамауға алған,қамауға рұқсат*,тергеу қамағы*,қамауға санкция*,бұлтартпау шара*,тергеу изолятор*,қамау мерзімі*,уақытша қамау*,"
        "pre trial detention,pretrial detention,remand*,in custody,into custody,pre-trial detention,arrested for,detained for,held for,placed under arrest,stay in custody"
    ),
    LegalWord.RELEASED: (
        "освобожд*,освободил*,отпустил*,отпущен*,выпустил*,вышел на свободу,вышла на свободу,заочно,в розыск*,босат*,бостандыққа,сырттай,іздеу,released,freed,release,in absentia,wanted"
    ),
    LegalWord.HOUSE_ARREST: "домашн* арест*,үй қамағы*,үйқамақ*,үй қамаққа*,house arrest",
    LegalWord.TRAVEL_BAN: "подписк* о невыезде,запрет* на выезд,запрет* покидать,ешқайда кетпеу*,елден шығуға тыйым*,шетелге шығуға тыйым*,travel ban,not to leave,banned from leaving",
    LegalWord.BANNED: (
        "лишен* права,лишени* права,лишен права,лишена права,запрет* заниматься,запрещено заниматься,приостанов*,запретил* заниматься,права управлять,ежемесячно,стаж*,работает,проработал*,"
        "айналысуға тыйым*,құқығынан айыр*,тоқтат*,айналысу құқығы*,қызметпен айналысу*,banned from,ban on,barred from,suspend* publication,from publishing,suspended the,suspended publication,experience,aged"
    ),
    LegalWord.HEARING: (
        "заседани*,слушани*,судебн* процесс*,процесс*,рассмотрени*,оглашени*,апелляц*,разбирательств*,суд над,суд по,отырыс*,сот процесі*,процес*,апелляция*,қаралады,қаралуы,"
        "hearing*,trial*,court session,session,appeal,verdict"
    ),
    LegalWord.AHEAD: (
        "назначен*,назначил*,состоится,состоятся,пройдет,пройдут,начнется,начнутся,продолжится,перенес*,отложен*,отложил*,будет,объявят,огласят,рассмотрит,рассмотрят,запланирован*,"
        "белгілен*,белгіле*,өтеді,өтпек,басталады,жалғасады,шегерілді,шегеріл*,жоспарлан*,қаралады,кейінге,қалдырылды,болады,оқылады,"
        "scheduled,will,set for,adjourned,postponed,due,is to,next hearing,begins,resumes,opens"
    ),
    LegalWord.COURT: "суд,суда,суде,судом,судья,судьи,сот,соты,сотының,сотта,судьясы,court,judge,court's",
    LegalWord.UNTIL_BEFORE: "до,по,until,till,through",
    LegalWord.UNTIL_AFTER: "дейін,шейін",
}  # fmt: skip

CURRENCY_WORDS = {
    "KZT": "тенге,тг,теңге*,tenge*,kzt,тнг",
    "RUB": "рубл*,руб,rubles,roubles,ruble*,rouble*,rub",
    "USD": "доллар*,dollar*,usd",
    "EUR": "евро*,еуро*,euro*,eur",
    "KGS": "сом,сомов,сома,сомом,som,soms,kgs",
    "UZS": "сум,сумов,сума,сумды,сумнан,сум*,sum,sums,soum*,uzs",
    "TJS": "сомони*,somoni*,tjs",
}
