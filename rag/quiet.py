"""The environment that libraries are loaded in: no look-ups, no telemetry, no spinning threads."""

import os
import warnings

_SILENT = {
    # A hub name would cost over a minute to fail without internet.
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
}

_PASSIVE = {
    # Spinning threads of torch or llama.cpp starve whatever runs beside them: one query took 0.5 s
    # so. Whichever of the two is loaded first decides for both.
    "OMP_WAIT_POLICY": "passive",
    "GOMP_SPINCOUNT": "0",
    "TOKENIZERS_PARALLELISM": "false",
    # What NumPy multiplies for a question is small; a second thread only waits for it, spinning.
    "OPENBLAS_NUM_THREADS": "1",
}


def quieten() -> None:
    """Set the environment; to be called before a heavy library is imported."""
    os.environ.update(_SILENT)
    # Chroma's client for clusters, never used here, would like a package for proxies.
    warnings.filterwarnings("ignore", message="SOCKS support in urllib3")
    for name, value in _PASSIVE.items():
        os.environ.setdefault(name, value)
