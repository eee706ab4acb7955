"""The registry: who owns, who decides, which stages there are, and what is exempt until when."""

from customer_truth.files.problem import Problem
from customer_truth.registry.load import Registry, load_registry
from customer_truth.registry.rows import (
    DecisionRight,
    LifecycleStage,
    Owner,
    SourceSystem,
    StageMapping,
    StageTransition,
    Waiver,
)

__all__ = [
    "DecisionRight",
    "LifecycleStage",
    "Owner",
    "Problem",
    "Registry",
    "SourceSystem",
    "StageMapping",
    "StageTransition",
    "Waiver",
    "load_registry",
]
