"""The files of the pages as Streamlit takes them: seen from the folder of main.py."""

BUILD = "../../pages/build.py"
TRAIN = "../../pages/train.py"
RUNS = "../../pages/runs.py"
DATA = "../../pages/data.py"
WHY = "../../pages/why.py"
LEARN = "../../pages/learn.py"
COMPARE = "../../pages/compare.py"
