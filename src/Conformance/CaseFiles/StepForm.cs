using System.Text.Json.Nodes;

namespace Pure.WebSockets.Conformance;

/// <summary>Reads and writes the steps of scripts in case files.</summary>
internal static class StepForm
{
    private const string Rest = "rest";
    private const string Never = "never";

    // The time limit that is added to a script without a time limit. Most cases of the catalogue that are not from the Autobahn Testsuite
    // have this time limit.
    private static readonly TesterAction DefaultLimit = new TesterAction.FailAfter(TimeSpan.FromSeconds(2));

    private static readonly string[] OwnKinds =
    [
        "close",
        "message",
        "start",
        "more",
        "together",
        "endOutput",
        "await",
        "settle",
        "wait",
        "failAfter",
        "closeAfter",
    ];

    private static readonly string[] Kinds = [.. FrameForm.Kinds, .. OwnKinds];
    private static readonly string[] Others =
        [.. FrameForm.Others, "fragmentSize", "bytes", "onlyBytes", "onlyBytesOfLast", "cuts", "pause", "event", "times"];

    /// <summary>
    /// Parses a script. If the script needs a time limit but does not contain one, a time limit of two seconds is added at the end. The
    /// step {"failAfter": "never"} prevents this addition.
    /// </summary>
    public static Seq<TesterAction> Read(CaseReading reading, SpecFields fields, bool needsLimit)
    {
        var isUnlimited = false;
        var steps = fields
            .Find("send")
            .Map(list =>
                reading.Repeated(
                    list,
                    "\"send\"",
                    item =>
                    {
                        if (!IsNever(item)) return Read(reading, item);
                        isUnlimited = true;
                        return Option<TesterAction>.None;
                    }
                )
            )
            .IfNone(Seq<TesterAction>.Empty);
        ScriptBounds.Check(fields, steps);
        return isUnlimited || !needsLimit || steps.Exists(IsLimit) ? steps : steps.Add(DefaultLimit);
    }

    /// <summary>Returns a script as JSON, or None if the script is empty or contains only the default time limit.</summary>
    public static Option<JsonNode> Write(Seq<TesterAction> script, bool needsLimit)
    {
        var isUsual = needsLimit && script.Filter(IsLimit).Count == 1 && script[^1] == DefaultLimit;
        var form = Repetition.Write(isUsual ? script.Init : script, Write);
        if (needsLimit && !script.Exists(IsLimit)) form.Add((JsonNode)new JsonObject { ["failAfter"] = Never });
        return form.Count == 0 ? Option<JsonNode>.None : form;
    }

    private static bool IsLimit(TesterAction step) => step is TesterAction.FailAfter or TesterAction.CloseAfter;

    private static bool IsNever(SpecValue item) =>
        item is SpecValue.Object { Members: [{ Key: "failAfter", Value: SpecValue.Text { Value: Never } }] };

    private static Option<TesterAction> Read(CaseReading reading, SpecValue item) =>
        reading.Kind(item, "a step", Kinds, Others).Bind(kind =>
            FrameForm.Kinds.Contains(kind, StringComparer.Ordinal)
                ? FrameForm.ReadStep(reading, item, kind).Map(TesterAction (frame) => new TesterAction.Send(frame))
                : Read(reading, reading.Open(item, $"a step with \"{kind}\"", [kind, .. OwnKeys(kind), "times"]), kind)
        );

    private static string[] OwnKeys(string kind) => kind switch
    {
        "close" => ["reason"],
        "message" => ["fragmentSize"],
        "start" => ["bytes"],
        "together" => ["chop", "onlyBytes", "onlyBytesOfLast", "cuts", "pause"],
        "wait" => ["event"],
        _ => [],
    };

    private static Option<TesterAction> Read(CaseReading reading, SpecFields fields, string kind)
    {
        switch (kind)
        {
            case "close":
                return FrameForm.ReadClose(reading, fields, kind).Map(TesterAction (payload) => new TesterAction.Close(payload));
            case "message":
                return MessageForm
                    .Read(reading, fields, kind)
                    .Map(TesterAction (message) =>
                        new TesterAction.SendMessage(message.Kind, message.Payload, fields.Count("fragmentSize").IfNone(0))
                    );
            case "start":
                return fields
                    .Find(kind)
                    .Bind(frame => FrameForm.ReadPart(reading, frame))
                    .Map(TesterAction (frame) => new TesterAction.SendStart(frame, Bytes(reading, fields, frame)));
            case "more":
                return fields.Find(kind).Exists(value => value is SpecValue.Text { Value: Rest })
                    ? new TesterAction.SendMore(int.MaxValue)
                    : fields.Between(kind, 0, int.MaxValue).Map(TesterAction (octets) => new TesterAction.SendMore(octets));
            case "together":
                return Together(reading, fields);
            case "endOutput":
                if (fields.Flag(kind).Exists(isEnd => !isEnd)) fields.Problem(kind, "\"endOutput\" must be true");
                return new TesterAction.EndOutput();
            case "await":
                return fields.Count(kind).Map(TesterAction (events) => new TesterAction.Await(events));
            case "settle":
                return fields.Seconds(kind).Map(TesterAction (time) => new TesterAction.Settle(time));
            case "wait":
                return fields.Seconds(kind).Map(TesterAction (time) => new TesterAction.Wait(time, fields.Text("event")));
            case "failAfter":
                return fields.Seconds(kind).Map(TesterAction (time) => new TesterAction.FailAfter(time));
            default:
                return fields.Seconds(kind).Map(TesterAction (time) => new TesterAction.CloseAfter(time));
        }
    }

    private static int Bytes(CaseReading reading, SpecFields fields, RawFrame frame)
    {
        if (!fields.Has("bytes")) fields.Problem("a step with \"start\" needs \"bytes\": the number of payload bytes to send now");
        return fields.Between("bytes", 0, frame.Payload.Length).IfNone(0);
    }

    private static Option<TesterAction> Together(CaseReading reading, SpecFields fields)
    {
        var frames = fields
            .Find("together")
            .Map(list => reading.Repeated(list, "\"together\"", item => FrameForm.ReadPart(reading, item, "times")))
            .IfNone(Seq<RawFrame>.Empty);
        if (fields.Find("together").Exists(list => list is SpecValue.Array { Items: [] }))
            fields.Problem("together", "\"together\" must have at least one frame");
        if (fields.Has("onlyBytes") && fields.Has("onlyBytesOfLast"))
            fields.Problem("a step cannot have both \"onlyBytes\" and \"onlyBytesOfLast\"");
        foreach (var other in new[] { "chop", "onlyBytesOfLast" }.Where(other => fields.Has("cuts") && fields.Has(other)))
            fields.Problem(other, $"a step cannot have both \"cuts\" and \"{other}\"");
        if (fields.Has("pause") && !fields.Has("cuts")) fields.Problem("pause", "\"pause\" is the time at each of the \"cuts\"");
        if (frames.Fold(0L, (sum, frame) => sum + frame.Payload.Length) > PayloadForm.Longest)
            fields.Problem("together", $"the frames of \"together\" must have at most {PayloadForm.Longest} bytes");
        if (frames.IsEmpty) return Option<TesterAction>.None;
        // The maximum value of "onlyBytesOfLast" is the size of the last frame without a masking key, so that the maximum is the same in
        // both roles.
        var last = WireFrame.LengthOf(frames[^1], isMasked: false);
        return new TesterAction.SendTogether(
            frames,
            fields.Count("chop").IfNone(0),
            fields.Has("onlyBytes") ? fields.Between("onlyBytes", 1, SizeOf(frames)).IfNone(0) : 0
        )
        {
            OnlyOfLast = fields.Between("onlyBytesOfLast", 0, last),
            Cuts = Cuts(reading, fields),
            Pause = fields.Seconds("pause").IfNone(TimeSpan.Zero),
        };
    }

    private static Seq<int> Cuts(CaseReading reading, SpecFields fields)
    {
        var before = 0;
        return fields
            .Find("cuts")
            .Map(list =>
                reading.Items(list, "\"cuts\"", item =>
                    item is SpecValue.Number { Value: <= int.MaxValue } number && double.IsInteger(number.Value) && number.Value > before
                        ? (before = (int)number.Value)
                        : reading.Refuse<int>(item, $"\"cuts\" is a list of numbers of bytes in ascending order, from 1, not {item}")
                )
            )
            .IfNone(Seq<int>.Empty);
    }

    // Returns the total size of the frames, including masking keys. If the frames are sent without masking keys, "onlyBytes" can exceed
    // their total size. All bytes are then sent.
    private static int SizeOf(Seq<RawFrame> frames) =>
        (int)Math.Min(int.MaxValue, frames.Fold(0L, (sum, frame) => sum + WireFrame.LengthOf(frame, isMasked: true)));

    private static JsonObject Write(TesterAction step)
    {
        switch (step)
        {
            case TesterAction.Send send:
                return FrameForm.Write(send.Frame);
            case TesterAction.SendStart start:
                return new JsonObject { ["start"] = FrameForm.Write(start.Frame), ["bytes"] = start.Octets };
            case TesterAction.SendMore more:
                return new JsonObject { ["more"] = more.Octets == int.MaxValue ? Rest : more.Octets };
            case TesterAction.SendTogether together:
                var form = new JsonObject { ["together"] = Repetition.Write(together.Frames, FrameForm.Write) };
                if (together.Chop > 0) form["chop"] = together.Chop;
                if (together.Only > 0) form["onlyBytes"] = together.Only;
                together.OnlyOfLast.IfSome(octets => form["onlyBytesOfLast"] = octets);
                if (!together.Cuts.IsEmpty) form["cuts"] = new JsonArray([.. together.Cuts.Map(cut => (JsonNode)cut)]);
                if (together.Pause > TimeSpan.Zero) form["pause"] = together.Pause.TotalSeconds;
                return form;
            case TesterAction.SendMessage message:
                var sent = new JsonObject { ["message"] = MessageForm.Write(message.Kind, message.Payload) };
                if (message.FragmentSize > 0) sent["fragmentSize"] = message.FragmentSize;
                return sent;
            case TesterAction.Close close:
                var closing = new JsonObject();
                FrameForm.WriteClose(closing, "close", close.Payload);
                return closing;
            case TesterAction.EndOutput:
                return new JsonObject { ["endOutput"] = true };
            case TesterAction.Await awaited:
                return new JsonObject { ["await"] = awaited.Events };
            case TesterAction.Settle settle:
                return new JsonObject { ["settle"] = settle.Time.TotalSeconds };
            case TesterAction.Wait wait:
                var waiting = new JsonObject { ["wait"] = wait.Time.TotalSeconds };
                wait.Tag.IfSome(tag => waiting["event"] = tag);
                return waiting;
            case TesterAction.FailAfter fail:
                return new JsonObject { ["failAfter"] = fail.Time.TotalSeconds };
            case TesterAction.CloseAfter close:
                return new JsonObject { ["closeAfter"] = close.Time.TotalSeconds };
            default:
                throw new InvalidOperationException($"a case file cannot represent {step}");
        }
    }
}
