"""职责: what the department and its posts are there for, as its own procedures say (source, chapter 1)."""

from __future__ import annotations

from kamdesk.model.terms import Term

DUTIES: dict[str, tuple[Term, ...]] = {
    "manager": (
        Term("Lay down procedures and service standards of development and visits by the plan of the company",
             "根据企业总体规划，编制大客户开发、拜访等工作的流程与服务标准"),
        Term("Plan the development and management of key accounts by the position of products and company",
             "根据产品或企业的定位，进行大客户开发与管理的规划工作"),
        Term("Organise the widening of channels to key accounts", "组织大客户渠道拓展工作"),
        Term("Organise marketing to key accounts and development of the market", "组织大客户营销与市场开发工作"),
        Term("Supervise and manage service and the care of relations", "大客户服务与关系维护的监督与管理工作"),
        Term("Supervise how complaints are dealt with", "大客户投诉处理的监督检查工作"),
        Term("Organise the archives of key accounts", "组织建立大客户档案等工作"),
        Term("Manage the people of the department", "部门内部人员管理工作"),
        Term("Do what superiors ask besides", "完成上级领导临时交办的工作"),
    ),
    "assistant": (
        Term("Look after the work inside the department and support those who sell",
             "全面负责大客户部内勤保障工作，为业务人员提供支持"),
        Term("Help marketing with the campaigns of the department", "协助市场营销部门进行本部门有关的营销活动"),
        Term("Put together the reports and hand them to the superior in time",
             "各类报表的统计、整理工作，并及时向主管领导报送"),
        Term("Help with receptions and the care of relations", "协助有关人员做好客户接待与客户关系维护工作"),
        Term("Keep and file archives, contracts and other papers", "销售客户档案、销售合同等文档的整理与归档工作"),
        Term("Do what superiors ask besides", "完成上级领导临时交办的工作"),
    ),
    "specialist": (
        Term("Help the manager to plan the development of customers, and make proposals",
             "协助大客户部经理制定客户开发计划，并提出合理化建议"),
        Term("Look for prospects within what the company calls a key account",
             "根据企业大客户范围定位，积极寻找潜在客户"),
        Term("Gather what is known of prospects and keep an archive of each",
             "潜在客户资料的收集整理，建立客户档案，以便于开发工作"),
        Term("Make a strategy for each customer and carry it out", "制定针对每一位客户的开发策略并有效实施"),
        Term("Visit prospects regularly and care for the relation",
             "对潜在客户定期拜访、维护关系，以便于相互之间的了解"),
        Term("Negotiate the terms of working together up to the contract, and carry it out",
             "与客户进行合作谈判，确定合作的各项条款，直到签订合作合同并实施管理"),
        Term("Keep contracts and promises and deepen the co-operation", "认真履行合同、落实承诺，加深合作"),
        Term("Sum up experience and make proposals", "不断总结工作经验，提出合理化建议"),
        Term("Do what superiors ask besides", "完成上级领导临时交办的工作"),
    ),
}  # fmt: skip
"""Position → what it is there for."""

DEPARTMENT: tuple[Term, ...] = (
    Term("Plan the development and management of key accounts", "根据产品或企业的定位，规划大客户开发与管理工作"),
    Term("Widen the channels to key accounts", "大客户渠道拓展工作"),
    Term("Market to key accounts and develop the market", "大客户营销与市场开发工作"),
    Term("Serve key accounts and care for the relation", "大客户服务与关系维护工作"),
    Term("Manage the key accounts of every region", "各地区大客户的管理工作"),
)  # fmt: skip
"""部门职责."""

RIGHTS: tuple[Term, ...] = (
    Term("Examine plans of development", "有大客户开发计划的审核权"),
    Term("Ask for a penalty where somebody harms the relation to a key account",
         "有对破坏大客户关系的行为和过失提请处罚的权力"),
    Term("Lay down how service is done inside", "有规范内部服务行为的自主权"),
    Term("Assess the people of the department", "有对部门员工的考核权"),
    Term("Propose whom to take on and whom to let go", "有部门内部员工聘任、解聘的建议权"),
)  # fmt: skip
"""权力."""
