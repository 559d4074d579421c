/// Fifty assemblies with names of our own, made for this program by its project file. It refers to them and never uses them.
module Further

/// Their names.
let names = [ for number in 1..50 -> $"Further{number:D2}" ]

/// What makes the compiler refer to them. Nobody calls it: a call would load them.
let neverCalled () =
    [ typeof<Further01.Unused>; typeof<Further02.Unused>; typeof<Further03.Unused>; typeof<Further04.Unused>
      typeof<Further05.Unused>; typeof<Further06.Unused>; typeof<Further07.Unused>; typeof<Further08.Unused>
      typeof<Further09.Unused>; typeof<Further10.Unused>; typeof<Further11.Unused>; typeof<Further12.Unused>
      typeof<Further13.Unused>; typeof<Further14.Unused>; typeof<Further15.Unused>; typeof<Further16.Unused>
      typeof<Further17.Unused>; typeof<Further18.Unused>; typeof<Further19.Unused>; typeof<Further20.Unused>
      typeof<Further21.Unused>; typeof<Further22.Unused>; typeof<Further23.Unused>; typeof<Further24.Unused>
      typeof<Further25.Unused>; typeof<Further26.Unused>; typeof<Further27.Unused>; typeof<Further28.Unused>
      typeof<Further29.Unused>; typeof<Further30.Unused>; typeof<Further31.Unused>; typeof<Further32.Unused>
      typeof<Further33.Unused>; typeof<Further34.Unused>; typeof<Further35.Unused>; typeof<Further36.Unused>
      typeof<Further37.Unused>; typeof<Further38.Unused>; typeof<Further39.Unused>; typeof<Further40.Unused>
      typeof<Further41.Unused>; typeof<Further42.Unused>; typeof<Further43.Unused>; typeof<Further44.Unused>
      typeof<Further45.Unused>; typeof<Further46.Unused>; typeof<Further47.Unused>; typeof<Further48.Unused>
      typeof<Further49.Unused>; typeof<Further50.Unused> ]
