namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The verdicts on faults, with their sentences.</summary>
public sealed class VerdictTests
{
    // If the tester gives up on a case, it closes with 1001, which this peer echoes: a wrong code as well.
    [Theory]
    [InlineData(Fault.None, "1.1.2", Verdict.Ok, Verdict.Ok)]
    [InlineData(Fault.SendsOtherPong, "2.2", Verdict.Failed, Verdict.Ok)]
    [InlineData(Fault.SendsNoPong, "2.1", Verdict.Failed, Verdict.Ok)]
    [InlineData(Fault.SendsTextAsBinary, "1.1.2", Verdict.Failed, Verdict.WrongCode)]
    [InlineData(Fault.LosesLastOctet, "1.1.2", Verdict.Failed, Verdict.WrongCode)]
    [InlineData(Fault.LosesLastOctet, "9.7.2", Verdict.Failed, Verdict.Ok)]
    [InlineData(Fault.EchoesTwice, "7.1.1", Verdict.Failed, Verdict.Ok)]
    [InlineData(Fault.Masks, "1.2.2", Verdict.Failed, Verdict.Unclean)]
    [InlineData(Fault.SetsRsv1, "1.1.2", Verdict.Failed, Verdict.WrongCode)]
    [InlineData(Fault.SaysShortLengthsIn16Bits, "1.1.2", Verdict.Failed, Verdict.WrongCode)]
    [InlineData(Fault.SendsReservedOpcode, "1.1.2", Verdict.Failed, Verdict.WrongCode)]
    [InlineData(Fault.SendsStrayContinuation, "1.1.2", Verdict.Failed, Verdict.WrongCode)]
    [InlineData(Fault.AnswersNoClose, "7.3.3", Verdict.Ok, Verdict.Unclean)]
    [InlineData(Fault.DropsAtClose, "7.3.3", Verdict.Ok, Verdict.Unclean)]
    [InlineData(Fault.Says1001, "7.3.3", Verdict.Failed, Verdict.WrongCode)]
    [InlineData(Fault.Says1001, "1.1.1", Verdict.Ok, Verdict.WrongCode)]
    [InlineData(Fault.FailsWith1011, "3.1", Verdict.Ok, Verdict.WrongCode)]
    [InlineData(Fault.Says1006, "1.1.1", Verdict.Failed, Verdict.Unclean)]
    [InlineData(Fault.TakesLongPing, "2.5", Verdict.Failed, Verdict.Failed)]
    [InlineData(Fault.KeepsTransport, "1.1.1", Verdict.Ok, Verdict.FailedByClient)]
    [InlineData(Fault.KeepsTransport, "2.1", Verdict.Ok, Verdict.Unclean)]
    [InlineData(Fault.SaysWrongAccept, "1.1.1", Verdict.Failed, Verdict.Failed)]
    [InlineData(Fault.SaysStatus200, "1.1.1", Verdict.Failed, Verdict.Failed)]
    [InlineData(Fault.OpensLate, "1.1.1", Verdict.Failed, Verdict.Failed)]
    [InlineData(Fault.LosesLastOctet, "12.5.10", Verdict.Failed, Verdict.Ok)]
    [InlineData(Fault.SendsTextAsBinary, "12.4.4", Verdict.Failed, Verdict.Ok)]
    [InlineData(Fault.EchoesTwice, "12.3.3", Verdict.Failed, Verdict.Ok)]
    [InlineData(Fault.SetsRsv1OnContinuation, "12.2.6", Verdict.Failed, Verdict.WrongCode)]
    [InlineData(Fault.CompressesWithoutRsv1, "12.2.6", Verdict.Failed, Verdict.Ok)]
    [InlineData(Fault.SetsRsv1OnPlain, "12.2.6", Verdict.Failed, Verdict.Failed)]
    [InlineData(Fault.KeepsContext, "13.2.4", Verdict.Failed, Verdict.Failed)]
    [InlineData(Fault.SaysInventedParameter, "12.1.1", Verdict.Failed, Verdict.Failed)]
    [InlineData(Fault.SaysBareClientWindow, "12.1.1", Verdict.Failed, Verdict.Failed)]
    [InlineData(Fault.SaysDeflateTwice, "13.7.1", Verdict.Failed, Verdict.Failed)]
    [InlineData(Fault.SaysStatus200, "7.13.1", Verdict.Informational, Verdict.Informational)]
    public void A_fault_gets_its_verdicts(Fault fault, string id, Verdict behavior, Verdict close)
    {
        var result = Run(fault, id);
        Assert.Equal((behavior, close), (result.Judgement.Behavior, result.Judgement.Close));
        Assert.True(behavior is Verdict.Ok or Verdict.Informational || result.Judgement.Result.Length > 10);
    }

    [Theory]
    [InlineData(Fault.SendsOtherPong, "2.2", "Expected a pong \"Hello, world!\"; got a pong \"other\".")]
    [InlineData(Fault.SetsRsv1OnContinuation, "12.2.6", "0 of 10 messages came back: RSV1 set on a continuation frame (RFC 7692 §6.1).")]
    public void A_failed_case_has_what_was_expected_and_what_came(Fault fault, string id, string sentence) =>
        Assert.Equal(sentence, Run(fault, id).Judgement.Result);

    private static CaseResult Run(Fault fault, string id)
    {
        var running = Exchanging.Find(id);
        return MemoryRunner.Run(running, Role.Server, new EchoPeer(Role.Server, fault), CompressedMessages.For(Seq.create(running)));
    }
}
