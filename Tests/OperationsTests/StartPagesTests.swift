import Testing

@testable import Operations

@Suite("What only starting needed")
struct StartPagesTests {
    @Test("is taken back from the program and its libraries")
    func text() throws {
        let line = "7f520a244000-7f520a39a000 r-xp 00026000 fe:00 396    /usr/lib/x86_64-linux-gnu/libc.so.6"
        let text = try #require(ProgramText(line))
        #expect(text.start == 0x7f52_0a24_4000)
        #expect(text.length == 0x15_6000)
    }

    @Test(
        "is not taken from data, addresses, the heap, or what is the kernel's",
        arguments: [
            "7f520a39a000-7f520a3ed000 r--p 0017c000 fe:00 396    /usr/lib/x86_64-linux-gnu/libc.so.6",
            "5601ec197000-5601ee727000 rw-p 02e20000 fe:00 77     /usr/bin/transport",
            "5601ee727000-5601ee882000 rw-p 00000000 00:00 0      [heap]",
            "7ffd4f15a000-7ffd4f15c000 r-xp 00000000 00:00 0      [vdso]",
            "7f51d4000000-7f51d51d1000 rw-p 00000000 00:00 0", "",
        ])
    func others(line: String) { #expect(ProgramText(line) == nil) }
}
