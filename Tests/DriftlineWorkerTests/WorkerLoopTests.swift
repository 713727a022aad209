import Testing

@Suite struct WorkerLoopTests {
  @Test func ourOwnMistakeIsAnsweredAndTheWorkerGoesOn() {
    let service = Service()
    service.send(#"{"jsonrpc":"2.0","id":1,"method":"test.broken"}"#)
    #expect(service.next()?.code == -32603)
    service.ping(2)
    #expect(service.next()?.text == #"{"jsonrpc":"2.0","id":2,"result":{}}"#)
    service.send(#"{"jsonrpc":"2.0","id":3,"method":"test.quick"}"#)
    #expect(service.next()?.code == nil)
    #expect(service.end().isEmpty)
  }

  @Test func workThatWaitsIsCancelledAndNeverBegins() {
    let service = Service()
    service.hold(1, #""order":"a""#)
    service.stage.waitUntilBegun(1)
    service.hold(2, #""order":"a""#)
    service.hold(3, #""order":"a""#)
    service.cancel(2)
    let reply = service.next()
    #expect(reply?.id == "2" && reply?.code == 1001)
    service.stage.release(1, 3)
    #expect(service.end().map(\.id) == ["1", "3"])
    #expect(service.stage.begun == [1, 3])
  }

  @Test func workThatRunsIsCancelledAtOnceAndAnsweredOnce() {
    let service = Service()
    service.hold(1)
    service.stage.waitUntilBegun(1)
    service.cancel(1)
    let reply = service.next()
    #expect(reply?.id == "1" && reply?.code == 1001)
    service.stage.release(1)
    #expect(service.end().isEmpty)
  }

  @Test func workPastTheGateIsNotCancelled() {
    let service = Service()
    service.hold(1, #""changing":1"#)
    service.stage.waitUntilBegun(1)
    service.cancel(1)
    service.ping(2)
    #expect(service.next()?.id == "2")
    service.stage.release(1)
    let rest = service.end()
    #expect(rest.map(\.id) == ["1"] && rest[0].code == nil)
  }

  @Test func deadlinesEndWhatRunsAndWhatWaits() {
    let service = Service()
    service.hold(1, #""order":"a""#)
    service.stage.waitUntilBegun(1)
    service.hold(2, #""order":"a""#, meta: #""deadline_ms":1"#)
    let waiting = service.next()
    #expect(waiting?.id == "2" && waiting?.code == 1005)
    service.hold(3, meta: #""deadline_ms":1"#)
    let running = service.next()
    #expect(running?.id == "3" && running?.code == 1005)
    service.stage.release(1, 3)
    #expect(service.end().map(\.id) == ["1"])
    #expect(!service.stage.begun.contains(2))
  }

  @Test func aRequestThatWouldNotWaitIsRefusedWhereThereIsOtherWork() {
    let service = Service()
    let fail = #""if_busy":"fail""#
    service.hold(1, #""order":"a""#)
    service.stage.waitUntilBegun(1)
    service.hold(2, #""order":"a""#, meta: fail)
    let refused = service.next()
    #expect(refused?.id == "2" && refused?.code == 1006)
    service.hold(3, #""order":"b""#, meta: fail)
    #expect(service.stage.waitUntilBegun(2) == [1, 3])
    for tag in 4...9 { service.hold(tag) }
    service.stage.waitUntilBegun(8)
    service.hold(10, meta: fail)
    let full = service.next()
    #expect(full?.id == "10" && full?.code == 1006)
    service.stage.release(1, 3, 4, 5, 6, 7, 8, 9)
    #expect(service.end().count == 8)
  }

  @Test func workOnOneNameKeepsItsOrderAndOtherNamesGoPast() {
    let service = Service()
    for tag in 1...3 { service.hold(tag, #""order":"a""#) }
    service.hold(4, #""order":"b""#)
    #expect(Set(service.stage.waitUntilBegun(2)) == [1, 4])
    for tag in 1...3 {
      service.stage.release(tag)
      #expect(service.next()?.id == "\(tag)")
      if tag < 3 { #expect(service.stage.waitUntilBegun(tag + 2).last == tag + 1) }
    }
    service.stage.release(4)
    #expect(service.end().map(\.id) == ["4"])
  }

  @Test func workAloneWaitsForWhatCameBeforeAndHoldsBackWhatComesAfter() {
    let service = Service()
    service.hold(1, #""order":"a""#)
    service.stage.waitUntilBegun(1)
    service.hold(2, #""order":"alone""#)
    service.hold(3, #""order":"b""#)
    service.hold(4)
    #expect(service.stage.waitUntilBegun(2) == [1, 4])
    service.stage.release(1)
    #expect(service.stage.waitUntilBegun(3) == [1, 4, 2])
    service.stage.release(2)
    #expect(service.stage.waitUntilBegun(4) == [1, 4, 2, 3])
    service.stage.release(3, 4)
    #expect(service.end().count == 4)
  }

  @Test func freeWorkRunsTogetherUpToEightAndPingsGoPast() {
    let service = Service()
    for tag in 1...9 { service.hold(tag) }
    service.stage.waitUntilBegun(8)
    service.ping(10)
    #expect(service.next()?.id == "10")
    #expect(service.worker.load.running == 8 && service.worker.load.waiting == 1)
    #expect(service.stage.begun.count == 8)
    service.stage.release(service.stage.begun[0])
    service.stage.waitUntilBegun(9)
    service.stage.release(1, 2, 3, 4, 5, 6, 7, 8, 9)
    #expect(service.end().count == 9)
  }

  @Test func nothingIsReadWhileTheHouseIsFull() {
    let service = Service { $0.maximumRequests = 4 }
    for tag in 1...4 { service.hold(tag) }
    service.stage.waitUntilBegun(4)
    service.ping(5)
    service.stage.release(3)
    #expect(service.next()?.id == "3")
    #expect(service.next()?.id == "5")
    service.stage.release(1, 2, 4)
    #expect(Set(service.end().map(\.id)) == ["1", "2", "4"])
  }

  @Test func strictRepliesComeOneForEachLineInOrder() {
    let service = Service { $0.isStrict = true }
    service.hold(1)
    service.ping(2)
    service.send("no JSON", "", #"{"jsonrpc":"2.0","method":"ping"}"#)
    service.cancel(77)
    service.hold(7)
    service.ping(8)
    service.stage.waitUntilBegun(2)
    service.stage.release(7)
    service.stage.release(1)
    let replies = service.end()
    #expect(replies.map(\.id) == ["1", "2", "null", "null", "null", "null", "7", "8"])
    #expect(replies.map(\.code) == [nil, nil, -32700, -32700, nil, nil, nil, nil])
  }

  @Test func acceptedWorkIsFinishedAfterShutdownAndNoMoreIsTaken() {
    let service = Service()
    service.hold(1)
    service.stage.waitUntilBegun(1)
    service.send(#"{"jsonrpc":"2.0","id":2,"method":"shutdown"}"#)
    #expect(service.next()?.id == "2")
    service.hold(3)
    let refused = service.next()
    #expect(refused?.id == "3" && refused?.code == 1007)
    service.stage.release(1)
    #expect(service.end().map(\.id) == ["1"])
  }
}
