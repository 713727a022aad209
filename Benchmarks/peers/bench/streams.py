"""Detectors of streams with the defaults of their documentation: `call(seed)` gives a function from
a value to whether it raises an alarm."""

import importlib

from registry import detector, small


def river(module, name, seeded=False):
    """River's documentation of its drift module: update, then ask drift_detected; they begin anew
    after an alarm by themselves."""

    def call(seed):
        seeds = {"seed": small(seed)} if seeded else {}
        made = getattr(importlib.import_module(module), name)(**seeds)

        def update(value):
            made.update(value)
            return made.drift_detected

        return update

    return call


for name, work, limit in (("ADWIN", "adwin", None), ("PageHinkley", "page_hinkley", None)):
    detector(f"river.{name}", "stream", work=work, modules=("river.drift",), limit=limit)(
        river("river.drift", name)
    )
detector("river.KSWIN", "stream", work="kswin", modules=("river.drift",), limit=6000)(
    river("river.drift", "KSWIN", seeded=True)
)
for name, shown in (("DDM", "DDM"), ("EDDM", "EDDM"), ("HDDMA", "HDDM_A"), ("HDDMW", "HDDM_W")):
    # Streams of errors, where 1 is one.
    detector(f"river.{shown}", "stream", modules=("river.drift.binary",), binary=True)(
        river("river.drift.binary", name)
    )


def frouros(name):
    """frouros' documentation of concept_drift: update(value=), then ask drift, and reset."""

    def call(seed):
        from frouros.detectors import concept_drift

        options = {}
        if name == "KSWIN":
            options["config"] = concept_drift.KSWINConfig(seed=small(seed))
        made = getattr(concept_drift, name)(**options)

        def update(value):
            made.update(value=value)
            drift = made.drift
            if drift:
                made.reset()
            return drift

        return update

    return call


for name, work, limit, binary in (
    ("ADWIN", "adwin", 100_000, False),
    ("PageHinkley", "page_hinkley", None, False),
    ("CUSUM", "cusum", None, False),
    ("GeometricMovingAverage", None, None, False),
    ("KSWIN", "kswin", 6000, False),
    ("ECDDWT", "ewma", 300_000, True),
    ("DDM", None, None, True),
    ("EDDM", None, None, True),
    ("RDDM", None, None, True),
    ("HDDMA", None, None, True),
    ("HDDMW", None, None, True),
    ("STEPD", None, 30_000, True),
):
    detector(f"frouros.{name}", "stream", work=work, limit=limit, binary=binary,
             modules=("frouros.detectors.concept_drift",))(frouros(name))
