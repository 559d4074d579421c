using System.Text;

namespace Pure.WebSockets.Conformance;

/// <summary>A group of transitions with the same start and the same end, as one arrow of a drawing.</summary>
/// <param name="From">The number of the first state.</param>
/// <param name="To">The number of the second state.</param>
/// <param name="Labels">For each answer, the inputs that cause it.</param>
internal sealed record MachineArrow(int From, int To, IReadOnlyList<MachineLabel> Labels)
{
    /// <summary>Returns the arrows of a machine. A state after the end of the transport has none.</summary>
    public static IReadOnlyList<MachineArrow> Of(MealyMachine machine, ModelComparison? comparison) =>
    [
        .. from state in Enumerable.Range(0, machine.States.Length)
        where !machine.IsOver(state)
        from arrow in machine
            .States[state]
            .Transitions.Select((transition, input) => (transition, input))
            .GroupBy(one => one.transition.Target)
        orderby state, arrow.Key
        select new MachineArrow(
            state,
            arrow.Key,
            [
                .. from one in arrow
                group one.input by (one.transition.Answer, Demand: DemandOf(comparison, state, one.input)) into label
                select new MachineLabel(
                    string.Join(", ", label.Select(input => machine.Inputs[input].Name)),
                    label.Key.Answer.Text,
                    label.Key.Demand
                ),
            ]
        ),
    ];

    private static Demand DemandOf(ModelComparison? comparison, int state, int input) =>
        comparison is not null && comparison.Demands.TryGetValue((state, input), out var demand) ? demand : Demand.May;
}

/// <summary>Inputs with the same answer.</summary>
/// <param name="Inputs">The names of the inputs.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Demand">The demand of the strongest difference from the RFCs in these transitions.</param>
internal sealed record MachineLabel(string Inputs, string Answer, Demand Demand)
{
    /// <summary>A word for a difference, or an empty text.</summary>
    public string Mark => Demand switch { Demand.Must => " [MUST]", Demand.Should => " [SHOULD]", _ => "" };
}

/// <summary>Writes a learned machine as text.</summary>
internal static class MachineText
{
    /// <summary>
    /// Returns the machine as a Mermaid state diagram. A transition that differs from the RFCs ends with MUST or SHOULD.
    /// </summary>
    public static string Mermaid(MealyMachine machine, ModelComparison? comparison)
    {
        var text = new StringBuilder("stateDiagram-v2\n");
        for (var state = 0; state < machine.States.Length; state++)
            text.Append($"    state \"{Name(state, comparison)}\" as s{state}\n");
        text.Append(machine.Opening == PeerAnswer.Silence ? "    [*] --> s0\n" : $"    [*] --> s0 : sends {Safe(machine.Opening.Text)}\n");
        foreach (var arrow in MachineArrow.Of(machine, comparison))
        {
            var lines = arrow.Labels.Select(label => $"{label.Inputs} / {Safe(label.Answer)}{label.Mark}");
            text.Append($"    s{arrow.From} --> s{arrow.To} : {string.Join("<br/>", lines)}\n");
        }

        return text.ToString();
    }

    /// <summary>Returns the machine in the language of Graphviz, as other tools for learned machines read it.</summary>
    public static string Dot(MealyMachine machine)
    {
        var text = new StringBuilder("digraph peer {\n    __start0 [label=\"\" shape=\"none\"];\n");
        for (var state = 0; state < machine.States.Length; state++) text.Append($"    s{state} [shape=\"circle\" label=\"{state}\"];\n");
        for (var state = 0; state < machine.States.Length; state++)
        {
            for (var input = 0; input < machine.Inputs.Length; input++)
            {
                var (target, answer) = machine.States[state].Transitions[input];
                text.Append($"    s{state} -> s{target} [label=\"{machine.Inputs[input].Name} / {answer.Text}\"];\n");
            }
        }

        return text.Append("    __start0 -> s0;\n}\n").ToString();
    }

    /// <summary>Returns the machine as a table, one line for each arrow and answer.</summary>
    public static IEnumerable<string> Lines(MealyMachine machine, ModelComparison? comparison)
    {
        var arrows = MachineArrow.Of(machine, comparison);
        if (machine.Opening != PeerAnswer.Silence) yield return $"the peer begins with: {machine.Opening}";
        for (var state = 0; state < machine.States.Length; state++)
        {
            yield return $"state {Name(state, comparison)}";
            foreach (var arrow in arrows.Where(arrow => arrow.From == state))
            {
                var target = arrow.To == state ? "" : FormattableString.Invariant($" -> {arrow.To}");
                foreach (var label in arrow.Labels) yield return $"  {label.Inputs} / {label.Answer}{target}{label.Mark}";
            }
        }
    }

    /// <summary>Returns the number of a state with the states of docs/states.md that it stands for.</summary>
    public static string Name(int state, ModelComparison? comparison) =>
        FormattableString.Invariant($"{state}") + (comparison is null ? "" : $": {comparison.Names[state]}");

    // Mermaid ends a label at a semicolon, and a colon begins one.
    private static string Safe(string text) => text.Replace(':', ' ').Replace(';', ',');
}
