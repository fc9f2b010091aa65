"""What kind of debt is admitted? The types of OBrien et al. (2022), told by the words used.

Six types of software debt (after Bavota and Russo) and 23 of ML debt in nine groups. The first type
whose words occur decides. What names no other type asks for something that is missing, which is
requirement debt: the most frequent type in ML code as well.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from auditor.model import PIPELINE_ROLES, Role


class Debt(StrEnum):
    REQUIREMENT = "requirement"
    CODE = "code"
    TEST = "test"
    DEFECT = "defect"
    DESIGN = "design"
    DOCUMENTATION = "documentation"


GROUPS: Mapping[str, tuple[str, ...]] = {
    "awareness": ("machine-learning-knowledge", "model-interpretability"),
    "readability": ("model-code-comprehension",),
    "duplicate-code-elimination": ("duplicate-model-code", "duplicate-feature-extraction-code"),
    "configurable-options": (
        "weight-configuration",
        "layer-configuration",
        "hyperparameter-configuration",
    ),
    "code-dependency": (
        "machine-learning-dependency",
        "glue-code",
        "custom-data-type",
        "multiple-languages",
        "unnecessary-model-code",
    ),
    "data-dependency": (
        "data-processing-configuration",
        "plain-old-data-type",
        "data-storage-configuration",
    ),
    "modularity": (
        "abstraction",
        "boundary-erosion",
        "model-code-modifiability",
        "model-code-reusability",
    ),
    "performance": ("prediction-quality", "machine-learning-reliability"),
    "scalability": ("prototype",),
}
GROUP_OF = {name: group for group, names in GROUPS.items() for name in names}
ML_ROLES = frozenset({*PIPELINE_ROLES, Role.CONFIGURATION, Role.SERVING_INFRASTRUCTURE})


def software_type(text: str) -> Debt:
    for kind, cues in SOFTWARE.items():
        if cues.search(text):
            return kind
    return Debt.DEFECT if FIXME.search(text) else Debt.REQUIREMENT


def ml_type(text: str, role: Role | None = None) -> str:
    """One of the 23 types, or "" where words name none or the code has nothing to do with ML."""
    if role is not None and role not in ML_ROLES:
        return ""
    found = next((name for name, cues in ML.items() if cues.search(text)), "")
    if found == "duplicate-model-code" and role is Role.FEATURE_EXTRACTION:
        return "duplicate-feature-extraction-code"
    return found


def _words(text: str) -> re.Pattern[str]:
    """Any of the words, which are patterns; `_` stands for the space between two."""
    words = (word.replace("_", " ") for word in text.split())
    return re.compile("|".join(rf"\b(?:{word})(?!\w)" for word in words), re.IGNORECASE)


FIXME = re.compile(r"\bFIX-?ME\b", re.IGNORECASE)
SOFTWARE = {
    Debt.DOCUMENTATION: _words(r"""
        documentations? document(?:ed|ing)? docs? doc-?strings? readme tutorials? typos?
        (?:add|more|update|write|improve|expand)_(?:the_|a_)?(?:comments?|descriptions?|info)
        (?:add|more|update|write|improve|expand)_(?:the_|a_)?(?:explanations?|references?)
        (?:explain|describe)(?!_why)
    """),
    Debt.TEST: _words(r"""
        (?:unit-?)?tests? tested testing asserts? assertions? coverage verif(?:y|ied|ier) validate
        (?:double.?)?check(?:s|ed|ing)?(?!_?point) benchmark debug ensure make_sure experiment_with
    """),
    Debt.DEFECT: _words(r"""
        bugs? buggy broken breaks? fail(?:s|ed|ing|ure)? wrong incorrect(?:ly)? crash(?:es)? errors?
        exceptions? traceback race.?conditions? leaks? overflows? fix(?:es|ed)? nans? not_working
        (?:does_?n.?t|does_not|do_not|don.?t|won.?t|can.?t|not|never)_(?:\w+_)?(?:work|print)\w*
        (?:does_?n.?t|does_not|do_not|don.?t|won.?t|can.?t|not|never)_(?:\w+_)?(?:handle|match)\w*
        (?:does_?n.?t|does_not|do_not|don.?t|won.?t|can.?t|not|never)_(?:\w+_)?(?:support|appear)\w*
        figure_out_(?:why|while) inconsisten\w+ mismatch loses? infinite_loop deadlock hangs?
        should_?n.?t_(?:be|get|have|happen) why_(?:is|does|do|are|this) malformed
    """),
    Debt.CODE: _words(r"""
        clean(?:\W?up|er|ed|ing)? removed? rename delete drop simplif\w+ ugly hack\w* kludg\w*
        work[_-]?arounds? deprecat\w* un-?used redundant duplicat\w* copy[_-]?past\w* messy
        hard-?cod\w+ get(?:ting)?_rid temporary temporarily readab\w+ reformat formatting
        needed necessary required unnecessary lint pylint mypy naming names?(?=.{0,20}\?)
        switch_(?:back|to) magic stupid silly crap\w* horribl\w+ nasty dirty confus\w+ legacy
        obsolete compatib\w+ backwards? do_(?:we|i)_(?:really_|still_)?need refactor(?:ing|ed)?
        rewrit\w+ replaced? (?:better|cleaner|nicer|smarter)_(?:way|name|solution)s? revert re-?use
        instead_of_this commented.?out uncomment change
    """),
    Debt.DESIGN: _words(r"""
        move[ds]? split separate\w* class(?:es)? sub-?class\w* inherit\w* abstract\w* decoupl\w+
        circular globals? interfaces? api generic unify unified merge[ds]? extract re-?organi\w+
        restructur\w+ modular\w* config(?:ur\w+)? parameteri[sz]e encapsulat\w+ design belongs?
        should_(?:be|live|go|not_be)_(?:in|on|at|done|part) registry factory signature decorator
        composition hierarchy out_of_(?:this|here|the) elsewhere somewhere pass_in
    """),
}
"""In the order of precedence: who asks for tests of a fix asks for tests."""

ML = {
    "multiple-languages": _words(r"in_(?:c|c\+\+|cython|cuda|fortran|java|julia|rust)"),
    "prediction-quality": _words(r"""
        (?:good|better|best|bad|worse|poor)_(?:results?|accurac\w+|scores?|performance|predictions?)
        compare_(?:the_)?(?:results?|accurac\w+|scores?|performance|predictions?)
    """),
    "duplicate-model-code": _words(r"(?:de-?)?duplicat\w* copy[_-]?past\w* identical_to"),
    "machine-learning-dependency": _words(r"""
        (?:when|once|after|as_soon_as|until|if)\b.{0,60}\b(?:supports?|released?|fix(?:ed|es)?)
        (?:when|once|after|as_soon_as|until|if)\b.{0,60}\b(?:implemented|deprecated|drop(?:s|ped)?)
        (?:when|once|after|as_soon_as|until|if)\b.{0,60}\b(?:merged|upgrad\w+|available|version)
        (?:when|once|after|as_soon_as|until|if)\b.{0,60}\b(?:stable|added|integrated|default)
        (?:remove|deprecated?|drop)\w*_(?:in|with|after)_v?\d next_(?:major_)?(?:version|release)
        (?:in|for|with|since|until)_(?:python|torch|tensorflow|tf|keras|numpy|scipy|pandas)[_-]?\d
        (?:in|for|with|since|until)_(?:sklearn|scikit-learn|cuda|v)[_-]?\d circular upstream
        backwards?[_-]compat\w* work[_-]?around_for dependenc(?:y|ies)
    """),
    "weight-configuration": _words(
        r"weights? biases freez\w+ init(?:iali[sz]\w+)?_(?:of_)?weights?"
    ),
    "layer-configuration": _words(r"""
        layers? conv(?:\dd|olution\w*)? batch_?norm\w* activations? residual dropout attention
        lstm gru encoder decoder embeddings? channels relu backbone
    """),
    "hyperparameter-configuration": _words(r"""
        hyper-?param\w* learning[_-]rate lr epochs? batch[_-]?size momentum optimi[sz]ers?
        thresholds? defaults?(?:_values?)? params? parameters? kernel_size tun(?:e|ing) schedul\w+
        regulari[sz]\w+ epsilon options? arguments? args?
    """),
    "prototype": _words(r"""
        slow fast(?:er)? efficien\w+ optimi[sz]e[ds]? speed_?up speed parallel\w* vectori[sz]\w+
        performance multi-?gpu gpus? bottleneck expensive prototype proof_of_concept scal(?:e|able)
    """),
    "unnecessary-model-code": _words(r"""
        removed? un-?used redundant dead_code get_rid delete obsolete unnecessary no_longer needed
        necessary deprecat\w* depricate do_(?:we|i)_(?:really_)?need drop
    """),
    "machine-learning-knowledge": re.compile(
        r"\?|\bnot sure\b|\b(?:figure|find) out\b|\bno idea\b|\bunderstand\b|\bwhy\b|\bexperiment\b"
        r"|\btry\b|\bmaybe\b|\bprobably\b|\b(?:check|verify|confirm) (?:if|that)\b|\bdiscuss\b"
        r"|\b(?:best|better) (?:way|solution)s?\b|\bconsider\b|\bconfirm\b",
        re.IGNORECASE,
    ),
    "custom-data-type": _words(r"""
        d?types? tensors? ndarray (?:np|tf|torch|pd|jnp)\.\w+ dataframes? series arrays?
    """),
    "plain-old-data-type": _words(r"""
        dict(?:ionar\w+)?s? lists? tuples? named_?tuple strings? ints?
    """),
    "data-storage-configuration": _words(r"""
        json c?pickle hdf5 h5 csv sql\w* databases? db sav(?:e|ing) cach(?:e|ed|ing) stor(?:e|age)
        memory files? disk sparse paths? formats? zip serializ\w+
    """),
    "data-processing-configuration": _words(r"""
        data(?:sets?)? normali[sz]\w+ images? tokeni[sz]\w+ tokens? pre-?process\w* augment\w*
        labels? batch(?:es)? shapes? columns? features? missing pad(?:ding)? crop\w* resiz\w+
        samples? splits? filter\w* pars(?:e|er|ing) corp(?:us|ora) vocab\w* text index\w* indices
        frames? sequences? words? entit\w+ masks? dim(?:ension)?s? values? clean_up convert
    """),
    "abstraction": _words(r"""
        split_into separate_functions? abstract\w* sub-?class\w* inherit\w* base_class wrap\w*
    """),
    "model-code-modifiability": _words(r"""
        moved? re-?factor\w* configurable hard-?cod\w+ config init_this made?_variable
    """),
    "model-code-reusability": _words(r"""
        generic generali[sz]e general other_models? re-?use\w* support_(?:more|other) specific
    """),
    "model-code-comprehension": _words(r"""
        renam\w+ nam(?:e|es|ing) clean\w* readab\w+ ugly confus\w+ messy magic hack\w*
    """),
    "glue-code": _words(r"glue adapt(?:er)? match_.{0,30}(?:signature|api|interface)"),
    "boundary-erosion": _words(r"for_(?:testing|debugging|debug)_only only_for_(?:test|debug)\w*"),
    "model-interpretability": _words(r"interpret\w* explain\w* visuali[sz]\w+ log(?:ging)?"),
    "machine-learning-reliability": _words(r"robust\w* safe\w* sanity reliab\w+"),
}
"""In the order of precedence: the narrow types before those that almost anything may belong to."""
