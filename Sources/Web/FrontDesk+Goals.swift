// SPDX-License-Identifier: Apache-2.0
import Conversations
import Hummingbird
import People
import Practice
import Promises
import Values

extension FrontDesk {
    func addGoals(to router: Roads) {
        get(.goals, on: router) { request, _, visitor in
            try page(try await GoalsPage.query(office, for: visitor.person), for: visitor, request)
        }
        get(.newGoal, on: router) { request, _, visitor in
            try page(
                try await NewGoalPage.query(office, FormValues(query: request), for: visitor.person),
                for: visitor, request)
        }
        post(.goals, on: router) { request, _, visitor, values in
            try await attempt(request, for: visitor) {
                try office.require(.setGoal, for: visitor.person)
                let id = try await office.setGoal(
                    try NewGoalPage.draft(values, visitor.person), for: visitor.person)
                return sendOn(to: .goal(id), told: .goalSet)
            } orShow: { refusal in
                try await NewGoalPage.query(office, values, fault: refusal, for: visitor.person)
            }
        }
        get(.goal, on: router) { request, context, visitor in
            let id = try context.id("goal", of: Goal.self)
            return try page(
                try await GoalPage.query(office, id, for: visitor.person), for: visitor, request)
        }
        post(.goalPromises, on: router) { request, context, visitor, values in
            let id = try context.id("goal", of: Goal.self)
            return try await attempt(request, for: visitor) {
                guard let promise = PromiseID(values.text("promise")) else {
                    throw Refusal(.notFound, "There is no such promise.")
                }
                try await office.setServes(promise, id, values["serves"] != "no", for: visitor.person)
                return sendOn(to: .goal(id), told: .goalServed)
            } orShow: { refusal in
                try await GoalPage.query(office, id, fault: refusal, for: visitor.person)
            }
        }
        post(.goalEnd, on: router) { request, context, visitor, values in
            let id = try context.id("goal", of: Goal.self)
            return try await attempt(request, for: visitor) {
                try await office.endGoal(id, because: values.text("because"), for: visitor.person)
                return sendOn(to: .goal(id), told: .goalEnded)
            } orShow: { refusal in
                try await GoalPage.query(office, id, fault: refusal, for: visitor.person)
            }
        }
    }
}
