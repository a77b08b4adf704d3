using System.Text;

namespace Alba;

/// <summary>Everything that a scenario's answer got wrong, and the body of that answer.</summary>
public sealed class ScenarioAssertionException : Exception
{
    private readonly List<string> _messages = [];
    private string? _body;

    public IEnumerable<string> Messages => _messages;

    public override string Message
    {
        get
        {
            var message = new StringBuilder();
            foreach (var each in _messages)
                message.AppendLine(each);
            if (!string.IsNullOrEmpty(_body))
                message.AppendLine().AppendLine().AppendLine("Actual body text was:").AppendLine().AppendLine(_body);
            return message.ToString();
        }
    }

    public void Add(string message) => _messages.Add(message);

    public void AddBody(string body) => _body = body;
}
