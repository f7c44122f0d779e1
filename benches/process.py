#!/usr/bin/env python3
"""Times whole processes in pairs, so that what else the machine does falls on both sides alike.

process.py --semper target/release/semper --floor FLOOR --jobs 1 --jobs 2 --pairs 9 CORPUS...

FLOOR is a program that reads CORPUS (prompt and response, a record a line), splits the Markdown and parses the Python with so
many threads, called as FLOOR CORPUS THREADS. Printed is the median of the ratios, with the least and the largest, and the peak
memory of semper. Without --floor, the full rubric is timed against eight checks of text (text.yaml).
"""
import argparse
import os
import statistics
import subprocess
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


def run(command):
    """Seconds and peak memory in MB of one run."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command} ended with {status}")
    return time.perf_counter() - began, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--semper", default="target/release/semper")
    parser.add_argument("--floor")
    parser.add_argument("--rubric", default=str(HERE.parent / "rubrics/async-python-expert.yaml"))
    parser.add_argument("--jobs", action="append", type=int)
    parser.add_argument("--pairs", type=int, default=9)
    parser.add_argument("corpora", nargs="+")
    args = parser.parse_args()
    for corpus in args.corpora:
        with open(corpus, "rb") as lines:
            answers = sum(1 for _ in lines)
        for jobs in args.jobs or [2]:
            full = [args.semper, "score", "-r", args.rubric, "-j", str(jobs), corpus]
            text = [args.semper, "score", "-r", str(HERE / "text.yaml"), "-j", str(jobs), corpus]
            other = [args.floor, corpus, str(jobs)] if args.floor else text
            timed = [(run(full), run(other)) for _ in range(args.pairs)]
            ratios = sorted(one[0] / two[0] for one, two in timed)
            each = statistics.median(one[0] for one, _ in timed) / answers * 1e6
            peak = max(one[1] for one, _ in timed)
            name = "floor" if args.floor else "text"
            print(
                f"{answers} answers, {jobs} threads: full/{name} {statistics.median(ratios):.2f} "
                f"({ratios[0]:.2f} to {ratios[-1]:.2f}), {each:.0f} us an answer, peak {peak:.0f} MB",
                flush=True,
            )


if __name__ == "__main__":
    main()
