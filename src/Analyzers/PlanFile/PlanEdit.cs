using System.Text;

namespace Reo.PlanFile;

/// <summary>Changes to single lines; the others keep their text and their line break.</summary>
internal sealed class PlanEdit
{
    private readonly IReadOnlyList<PlanLine> _lines;
    private readonly string _break;
    private readonly string?[] _texts;
    private readonly List<string>[] _inserted;

    public PlanEdit(IReadOnlyList<PlanLine> lines)
    {
        _lines = lines;
        _break = lines.Select(line => line.Break).FirstOrDefault(text => text.Length > 0) ?? "\n";
        _texts = lines.Select(line => (string?)line.Text).ToArray();
        _inserted = Enumerable.Range(0, lines.Count + 1).Select(_ => new List<string>()).ToArray();
    }

    public void Replace(PlanLine line, string text) => _texts[line.Number] = text;

    public void Remove(PlanLine line) => _texts[line.Number] = null;

    /// <summary>Below <paramref name="line"/>, and below what was inserted there before; at the top when there is no such line.</summary>
    public void Insert(PlanLine? line, string text) => _inserted[line is null ? 0 : line.Number + 1].Add(text);

    public void Append(string text) => _inserted[_lines.Count].Add(text);

    public override string ToString()
    {
        var text = new StringBuilder();
        for (var i = 0; i <= _lines.Count; i++)
        {
            foreach (var inserted in _inserted[i])
            {
                if (text.Length > 0 && text[text.Length - 1] is not ('\n' or '\r'))
                    text.Append(_break);
                text.Append(inserted).Append(_break);
            }

            if (i < _lines.Count && _texts[i] is { } kept)
                text.Append(kept).Append(_lines[i].Break);
        }

        return text.ToString();
    }
}
