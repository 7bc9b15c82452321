"""A reader of models in GAMS with sets, tables, sums and conditions, for what the tests read.

It knows the language, not what wrote the text. A statement that it does not know is an error, as
are a symbol without a declaration, an index outside the domain of a symbol and one that nothing
runs over.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from itertools import product

TOKEN = re.compile(
    r"""\s*(?:(?P<text>"[^"]*")|(?P<label>'[^']*')|(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?)"""
    r"""|(?P<name>[A-Za-z]\w*(?:\.[A-Za-z]+)?)|(?P<sign>\*\*|\.\.|=[eg]=|<>|<=|>=|[-+*/()$,=<>]))"""
)
FUNCTIONS = {"exp": math.exp, "log": math.log, "abs": abs}
WORDS = {"and", "or", "not"}
TABLE = re.compile(r'^Table (\w+)\(([\w,]+)\) "[^"]*"\n(.*?)\n;', re.MULTILINE | re.DOTALL)


class Values(dict):
    """Numbers of a symbol by labels; those that nobody gave are 0, as in GAMS."""

    def __missing__(self, key):
        return 0.0


class Expression:
    """One expression as an expression of Python: brackets, powers, sums, conditions."""

    def __init__(self, model, text, indices):
        self.model, self.indices, self.tokens, self.at = model, set(indices), [], 0
        place = 0
        while text[place:].strip():
            match = TOKEN.match(text, place)
            assert match, f"no GAMS: {text[place : place + 40]!r}"
            self.tokens.append((match.lastgroup, match[match.lastgroup]))
            place = match.end()

    def whole(self):
        found = self.disjunction()
        assert self.at == len(self.tokens), self.tokens[self.at :]
        return found

    def peek(self):
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self, expected=None):
        kind, text = self.tokens[self.at]
        assert expected in (None, text), (expected, self.tokens[self.at :])
        self.at += 1
        return kind, text

    def _chain(self, below, operators):
        found = below()
        while self.peek() in operators:
            found = f"{found} {operators[self.take()[1]]} {below()}"
        return found

    def disjunction(self):
        return self._chain(self.conjunction, {"or": "or"})

    def conjunction(self):
        return self._chain(self.negation, {"and": "and"})

    def negation(self):
        if self.peek() == "not":
            self.take()
            return f"(not {self.negation()})"
        return self.comparison()

    def comparison(self):
        signs = {"=": "==", "<>": "!=", "<": "<", ">": ">", "<=": "<=", ">=": ">="}
        return self._chain(self.total, signs)

    def total(self):
        sign = self.take()[1] if self.peek() in ("-", "+") else ""
        return sign + self._chain(self.term, {"+": "+", "-": "-"})

    def term(self):
        return self._chain(self.power, {"*": "*", "/": "/"})

    def power(self):
        found = self.conditional()
        if self.peek() == "**":
            self.take()
            found = f"{found} ** {self.conditional()}"
        return found

    def conditional(self):
        found = self.atom()
        while self.peek() == "$":
            self.take()
            found = f"({found} if {self.atom()} else 0.0)"
        return found

    def atom(self):
        kind, text = self.take()
        if kind == "number":
            return text
        if text == "(":
            found = self.disjunction()
            self.take(")")
            return f"({found})"
        assert kind == "name", (text, self.tokens)
        assert text not in WORDS
        if text == "sum":
            return self.sum()
        if text == "sameas":
            left, right = self.arguments()
            return f"({left} == {right})"
        if text in FUNCTIONS:
            self.take("(")
            found = self.disjunction()
            self.take(")")
            return f"{text}({found})"
        return self.reference(text)

    def sum(self):
        self.take("(")
        over, before = self.arguments() if self.peek() == "(" else [self.take()[1]], self.indices
        assert not self.indices & set(over), f"{over} runs already"
        self.indices = before | set(over)
        where = ""
        if self.peek() == "$":
            self.take()
            where = f" if {self.atom()}"
        self.take(",")
        body = self.disjunction()
        self.take(")")
        self.indices = before
        loops = " ".join(f"for {k} in SETS['{k}']" for k in over)
        return f"sum([{body} {loops}{where}])"

    def arguments(self):
        self.take("(")
        found = [self.take()[1]]
        while self.peek() == ",":
            self.take()
            found.append(self.take()[1])
        self.take(")")
        return found

    def reference(self, name):
        symbol, _, attribute = name.partition(".")
        if symbol == self.model.name:
            return f"ATTRIBUTES['{attribute}']"
        assert attribute in ("", "l"), name
        domain = self.model.domains[symbol]
        if not domain:
            return f"{symbol}[()]"
        given = self.arguments()
        self.model.must_fit(symbol, given, self.indices)
        return f"{symbol}[{', '.join(given)},]"


class GamsModel:
    """A model as it was read and run, statement by statement.

    Attributes
    ----------
    sets
        Elements by name of a set or another name of it.
    values
        Numbers of parameters and levels of variables.
    pairs
        Variable of each equation.
    fixed
        Variables that do not move, with their labels.
    """

    def __init__(self, text: str, solvers: list[Callable[[GamsModel], None]]) -> None:
        self.name, self.sets, self.first, self.within = "", {}, {}, {}
        self.domains, self.values, self.kinds = {}, {}, {}
        self.equations, self.pairs, self.fixed, self.lower = {}, {}, set(), {}
        self.attributes = {"modelstat": 1, "objval": 0.0, "iterlim": 1e9}
        self.solvers, self.shown = list(solvers), []
        assert text.isascii()
        text = "\n".join(x for x in text.splitlines() if not x.startswith("*"))
        text = re.sub(r"^\$onEmpty$", "", text, flags=re.MULTILINE)
        tables = {}

        def put_aside(match):
            tables[match[1]] = match[3]
            return f'Parameter {match[1]}({match[2]}) "table";'

        text = TABLE.sub(put_aside, text)
        self.tables = tables
        for statement in re.findall(r"""((?:"[^"]*"|'[^']*'|[^;"'])+);""", text):
            self.run(statement.strip())
        assert not self.solvers, "each solver had its solve"

    def run(self, statement):
        word = statement.split(maxsplit=1)[0]
        known = {
            "Set": self._set,
            "Alias": self._alias,
            "Parameter": self._parameter,
            "Parameters": self._declare("parameter"),
            "Scalar": self._parameter,
            "Positive": self._declare("positive"),
            "Variables": self._declare("free"),
            "Equations": self._declare("equation"),
            "Model": self._model,
            "Solve": self._solve,
            "display": self._display,
            "option": lambda text: None,
        }
        if word in known:
            known[word](statement[len(word) :].strip())
        elif statement.startswith("abort$"):
            condition, _, _ = statement.removeprefix("abort$").partition('"')
            assert not self.evaluated(condition), statement
        elif match := re.fullmatch(r"(\w+)(\([^)]*\))?(.*?)\.\.(.*)", statement, re.DOTALL):
            self._equation(*match.groups())
        else:
            self._assign(statement)

    # --- Declarations

    def _declared(self, name, domain, kind):
        assert name not in self.domains, f"{name} twice"
        assert len(name) <= 63
        assert name.islower()
        assert name not in self.sets
        self.domains[name], self.kinds[name] = domain, kind
        self.values[name] = Values()

    def _set(self, text):
        head, elements = re.fullmatch(r'([\w(),]+) "[^"]*" /(.*)/', text, re.DOTALL).groups()
        name, domain = self._head(head)
        rows = [tuple(re.findall(r"'([^']*)'", x)) for x in elements.split(",") if x.strip()]
        assert len({tuple(x.lower() for x in row) for row in rows}) == len(rows)
        assert all(len(x) <= 63 for row in rows for x in row)
        if len(domain) > 1:
            self._declared(name, domain, "set")
            self.values[name] |= dict.fromkeys(rows, 1.0)
            return
        self.sets[name], self.first[name] = [row[0] for row in rows], name
        for above in domain:
            self.within[name] = above
            assert set(self.sets[name]) <= set(self.sets[above])

    def _alias(self, text):
        for group in re.findall(r"\(([\w,]+)\)", text):
            first, *others = group.split(",")
            for other in others:
                assert other not in self.sets
                self.sets[other], self.first[other] = self.sets[first], self.first[first]

    def _parameter(self, text):
        head, listed = re.fullmatch(r'([\w(),]+) "[^"]*"(?: /(.*)/)?', text, re.DOTALL).groups()
        name, domain = self._head(head)
        self._declared(name, domain, "parameter")
        if name in self.tables:
            return self._table(name, domain)
        for item in (listed or "").split(","):
            if item.strip():
                *labels, value = re.findall(r"'[^']*'|[^\s']+", item)
                labels = tuple(label.strip("'") for label in labels)
                self._put(name, domain, labels, float(value))
        return None

    def _table(self, name, domain):
        head, *rows = self.tables[name].splitlines()
        columns = [(m.start(), m.end(), m[1]) for m in re.finditer(r"'([^']*)'", head)]
        for row in rows:
            label, numbers = re.fullmatch(r"\s*((?:'[^']*'\.?)+)(.*)", row).groups()
            shift = row.index(numbers, len(row) - len(numbers))
            found = list(re.finditer(r"\S+", numbers))
            assert len(found) == len(columns)
            for cell, (start, end, column) in zip(found, columns, strict=True):
                below = shift + cell.start() < end and start < shift + cell.end()
                assert below, "a number stands under the label of its column"
                labels = (*re.findall(r"'([^']*)'", label), column)
                self._put(name, domain, labels, float(cell[0]))

    def _put(self, name, domain, labels, value):
        assert len(labels) == len(domain)
        assert all(k in self.sets[d] for k, d in zip(labels, domain, strict=True)), (name, labels)
        self.values[name][labels] = value

    def _declare(self, kind):
        def declare(text):
            text = re.sub(r'"[^"]*"', "", text.removeprefix("Variables"))
            for head in re.findall(r"\w+(?:\([\w,]+\))?", text):
                self._declared(*self._head(head), kind)

        return declare

    def _head(self, text):
        name, _, domain = text.rstrip(")").partition("(")
        return name, tuple(domain.split(",")) if domain else ()

    def must_fit(self, symbol, given, indices):
        domain = self.domains[symbol]
        assert len(given) == len(domain), (symbol, given)
        for index, own in zip(given, domain, strict=True):
            if index.startswith("'"):
                assert index.strip("'") in self.sets[own], (symbol, index)
                continue
            assert index in indices, f"nothing runs over {index} of {symbol}"
            first = self.first[index]
            assert self.first[own] in (first, self.within.get(first)), (symbol, index)

    # --- Numbers

    def compiled(self, text, indices=()):
        source = Expression(self, text, indices).whole()
        return eval(f"lambda {', '.join(indices)}: {source}", self._known())

    def evaluated(self, text):
        return self.compiled(text)()

    def _known(self):
        return {"SETS": self.sets, "ATTRIBUTES": self.attributes, **FUNCTIONS, **self.values}

    def _assign(self, statement):
        head, _, right = statement.partition(" = ")
        head, _, condition = head.strip().partition("$")
        name, given = re.fullmatch(r"([\w.]+)\s*(?:\(([^)]*)\))?", head.strip()).groups()
        symbol, _, attribute = name.partition(".")
        if symbol == self.name:
            self.attributes[attribute] = float(right)
            return
        given = given.split(",") if given else []
        indices = [k for k in given if not k.startswith("'")]
        self.must_fit(symbol, given, set(indices))
        value = self.compiled(right, indices)
        where = self.compiled(condition, indices) if condition else lambda *_: True
        for labels in product(*(self.sets[k] for k in indices)):
            if where(*labels):
                at = dict(zip(indices, labels, strict=True))
                key = tuple(at.get(k, k.strip("'")) for k in given)
                self._store(symbol, attribute, key, value(*labels))

    def _store(self, symbol, attribute, key, value):
        variable = self.kinds[symbol] in ("positive", "free")
        assert variable == bool(attribute), (symbol, attribute)
        if attribute == "lo":
            self.lower[symbol, key] = value
            return
        self.values[symbol][key] = value
        if attribute == "fx":
            self.fixed.add((symbol, key))

    # --- Equations

    def _equation(self, name, given, condition, body):
        indices = tuple(given.strip("()").split(",")) if given else ()
        assert self.kinds[name] == "equation"
        assert indices == self.domains[name]
        left, sign, right = re.split(r"=([eg])=", body)
        where = condition.strip().removeprefix("$")
        self.equations[name] = (
            sign,
            self.compiled(left, indices),
            self.compiled(right, indices),
            self.compiled(where, indices) if where else lambda *_: True,
        )

    def _model(self, text):
        self.name, listed = re.fullmatch(r"(\w+)\s*/(.*)/", text, re.DOTALL).groups()
        for pair in listed.split(","):
            equation, variable = pair.strip().split(".")
            assert equation not in self.pairs
            assert variable not in self.pairs.values()
            assert (
                self.kinds[variable] == {"g": "positive", "e": "free"}[self.equations[equation][0]]
            )
            self.pairs[equation] = variable

    def rows(self):
        """Every equation that there is: its name and labels."""
        for name in self.pairs:
            where = self.equations[name][3]
            for labels in product(*(self.sets[k] for k in self.domains[name])):
                if where(*labels):
                    yield name, labels

    def residuals(self):
        """Left less right of each equation whose variable moves."""
        found = {}
        for name, labels in self.rows():
            if (self.pairs[name], labels) not in self.fixed:
                _, left, right, _ = self.equations[name]
                found[name, labels] = left(*labels) - right(*labels)
        return found

    def _solve(self, text):
        assert text == f"{self.name} using mcp"
        self.solvers.pop(0)(self)

    def _display(self, text):
        self.shown = [name.strip() for name in text.split(",")]
        assert all(name in self.values for name in self.shown)
