"""The delivered letters in simplified Chinese."""

from suppliers.letters.placeholders import (
    CORRECTION,
    ESCALATION,
    FACILITIES,
    FINAL,
    INVITATION,
    OVERDUE,
    RECEIPT,
    REMINDER,
)

_SIGNED = "此致\n敬礼\n\n{sender}\n{sender title}\n{registrant}\n"

_INVITATION = """{contact}，您好！

{registrant}每年须报告其产品中锡、钽、钨和金的来源。为此，我们需要{manufacturer}提供{year}日历年度的冲突矿产报告模板（CMRT）。

请于{due date}之前提交。本次请求涉及以下产品：

{products}

下面的链接仅供您本人使用，且只能打开一次。打开您的页面后即可上传工作簿，并立即看到是否有遗漏。无需密码。

{link}

{attached}

如果链接已失效，请打开该页面，用您的电子邮件地址登录。如应由其他同事答复，请直接回复本邮件，告知其姓名和邮箱。

"""

_REMINDER = """{contact}，您好！

我们曾于{asked on}请{manufacturer}提供{year}日历年度的CMRT。{open}

请于{due date}之前完成：

{link}

如有不清楚之处，请直接回复本邮件，我们乐意协助。如果您的答复已在途中，则无需再做任何事情。

"""

_OVERDUE = """{contact}，您好！

{manufacturer}{year}日历年度的CMRT应于{due date}之前提交。{open}

请尽快完成：

{link}

如需更多时间，或在填写工作簿时需要帮助，请回复本邮件，并告知预计完成的日期。

"""

_FINAL = """{contact}，您好！

自{asked on}以来，我们已就{year}日历年度的CMRT多次致函{manufacturer}，截止日期为{due date}。{open}

这是我们向管理层通报未答复的制造商之前的最后一封邮件。请现在完成您的答复：

{link}

如有困难，请回复本邮件，我们会与您一起寻找解决办法。

"""

_ESCALATION = """{contact}，您好！

截至{day}，以下制造商尚未答复我们关于{year}日历年度CMRT的请求，或尚未更正其提交的内容。答复截止日期为{due date}。

{silent}

请您协助与这些制造商沟通。我们的报告将说明跟进的情况。

"""

_CORRECTION = """{contact}，您好！

感谢{manufacturer}提交{year}日历年度的CMRT（{file}，回执编号{receipt}）。\
在我们接受之前，请于{due date}之前更正以下内容：

{corrections}

{note}

请更正并保存工作簿，然后在此上传：

{link}

"""

_RECEIPT = """{contact}，您好！

我们已收到{manufacturer}{year}日历年度的文件{file}。回执编号：{receipt}。

{result}

您的页面显示我们读取到的内容以及接下来的步骤：

{link}

"""

_FACILITIES = """{contact}，您好！

感谢{manufacturer}提交{year}日历年度的CMRT。其中列出的以下设施，截至{day}，既不在责任矿产倡议（RMI）的合规名单上，也不在其活跃名单上：

{facilities}

请告知这些设施的金属是否用于贵公司为我们生产的产品；如果是，请说明贵公司采取的措施：请该设施参加评估，或改从参加评估的设施采购。如果误列了某个设施，请上传更正后的工作簿：

{link}

"""

TEXTS: dict[str, tuple[str, str]] = {
    INVITATION: ("{registrant}：请于{due date}之前提交{year}年度CMRT", _INVITATION + _SIGNED),
    REMINDER: ("{registrant}：{year}年度CMRT将于{due date}到期", _REMINDER + _SIGNED),
    OVERDUE: ("{registrant}：{year}年度CMRT已于{due date}到期", _OVERDUE + _SIGNED),
    FINAL: ("{registrant}：关于{year}年度CMRT的最后一封邮件", _FINAL + _SIGNED),
    ESCALATION: ("{year}日历年度：尚未答复的制造商", _ESCALATION + _SIGNED),
    CORRECTION: ("{registrant}：请于{due date}之前更正{year}年度CMRT", _CORRECTION + _SIGNED),
    RECEIPT: ("{registrant}：已收到，{receipt}", _RECEIPT + _SIGNED),
    FACILITIES: ("{registrant}：{year}年度CMRT中列出的设施", _FACILITIES + _SIGNED),
}
