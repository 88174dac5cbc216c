"""Formulas as MathML, which browsers draw themselves: no script, no request."""

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.util.math import get_node_equation_number


def render_inline(self, node):
    """A formula within a sentence."""
    self.body.append(tex2mathml(node.astext(), as_block=False))
    raise nodes.SkipNode


def render_display(self, node):
    """A formula on a line of its own, with its number if it has one."""
    # A wide formula scrolls within its box on a phone, so the box can be reached by keyboard.
    attributes = {
        "CLASS": "math notranslate nohighlight",
        "tabindex": "0",
        "role": "group",
        "aria-label": "formula",
    }
    self.body.append(self.starttag(node, "div", **attributes))
    if node["number"]:
        number = get_node_equation_number(self, node)
        self.body.append(f'<span class="eqno">({number})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append(tex2mathml(node.astext(), as_block=True))
    self.body.append("</div>")
    raise nodes.SkipNode
