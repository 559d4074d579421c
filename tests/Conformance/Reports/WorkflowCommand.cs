namespace Pure.WebSockets.Conformance.Tests;

/// <summary>A workflow command of GitHub Actions, as the runner reads it from a line: <c>::name key=value,…::message</c>.</summary>
internal sealed record WorkflowCommand(string Name, Dictionary<string, string> Properties, string Message)
{
    /// <summary>Reads a text of which each line is a command.</summary>
    public static List<WorkflowCommand> Read(string text)
    {
        Assert.True(text.Length == 0 || text.EndsWith('\n'), "the last line is not complete");
        return [.. text.Split('\n')[..^1].Select(Parse)];
    }

    /// <summary>Reads the commands in the output of a step. Between ::stop-commands:: and its token, lines are no commands.</summary>
    public static List<WorkflowCommand> InOutput(string output)
    {
        var (commands, token) = (new List<WorkflowCommand>(), "");
        foreach (var line in output.Split('\n').Where(line => line.StartsWith("::", StringComparison.Ordinal)))
        {
            if (token.Length > 0 && line != $"::{token}::") continue;
            if (token.Length > 0) token = "";
            else if (Parse(line) is { Name: "stop-commands" } stop) token = stop.Message;
            else commands.Add(Parse(line));
        }

        Assert.True(token.Length == 0, "the commands were stopped and not resumed");
        return commands;
    }

    private static WorkflowCommand Parse(string line)
    {
        Assert.StartsWith("::", line, StringComparison.Ordinal);
        var end = line.IndexOf("::", 2, StringComparison.Ordinal);
        Assert.True(end > 2, line[..Math.Min(100, line.Length)]);
        var head = line[2..end].Split(' ', 2);
        var properties = head.Length == 1 ? [] : head[1]
            .Split(',')
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => Plain(pair[1], "%3A", ":", "%2C", ","), StringComparer.Ordinal);
        return new WorkflowCommand(head[0], properties, Plain(line[(end + 2)..]));
    }

    private static string Plain(string text, params string[] more)
    {
        string[] escapes = ["%0D", "\r", "%0A", "\n", .. more];
        for (var at = 0; at < escapes.Length; at += 2) text = text.Replace(escapes[at], escapes[at + 1], StringComparison.Ordinal);
        return text.Replace("%25", "%", StringComparison.Ordinal);
    }
}
