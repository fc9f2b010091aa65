"""Code that is long enough to be a copy, by what it does: for tests of the rules about copies."""

PLAIN = """\
def report(rows, path):
    done = [row for row in rows if row["state"] == "done"]
    best = sorted(done, key=score, reverse=True)[:10]
    with open(path, "w") as sink:
        sink.write("name,count,mean\\n")
        for row in best:
            count = len(row["times"])
            mean = sum(row["times"]) / max(count, 1)
            line = ",".join([row["name"], str(count), f"{mean:.2f}"])
            sink.write(line + "\\n")
    left = len(rows) - len(done)
    if left > 0:
        raise Unfinished(left)
    return left
"""

MODEL = """\
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.attention = nn.MultiheadAttention(width, heads)
        self.first = nn.LayerNorm(width)
        self.second = nn.LayerNorm(width)
        self.inner = nn.Linear(width, 4 * width)
        self.outer = nn.Linear(4 * width, width)

    def forward(self, x):
        seen, _ = self.attention(x, x, x)
        x = self.first(x + seen)
        y = torch.relu(self.inner(x))
        y = self.outer(y)
        return self.second(x + y)
"""

FEATURES = """\
import numpy as np
import pandas as pd


def features(frame):
    frame = frame.dropna(subset=["age", "fare"])
    frame["age"] = frame["age"].clip(0, 100)
    frame["fare"] = np.log1p(frame["fare"])
    frame["family"] = frame["siblings"] + frame["parents"]
    frame["title"] = frame["name"].str.extract("([A-Za-z]+)[.]")
    frame["title"] = frame["title"].fillna("none").str.lower()
    frame["deck"] = frame["cabin"].str[0].fillna("unknown")
    columns = pd.get_dummies(frame[["title", "deck"]])
    frame = frame.drop(columns=["name", "cabin", "title", "deck"])
    return pd.concat([frame, columns], axis=1)
"""

TRAINING = """\
import torch


def main(loader, model):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = torch.nn.CrossEntropyLoss()
    for epoch in range(10):
        total = 0.0
        for inputs, labels in loader:
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, labels)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            total += loss.item() * len(labels)
        print("epoch", epoch, total / len(loader.dataset))
        torch.save(model.state_dict(), "last.pt")


if __name__ == "__main__":
    main()
"""
